import { type AddressInfo, createServer, type Socket } from 'node:net';
import { announce } from './announce.ts';

/* A provider that costs almost nothing: raw HTTP on node:net, fixed answers, an optional delay. */

const CHUNKS = 30;
const [delayMs = '0'] = process.argv.slice(2);

const answer = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1,
  model: 'bench-model',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'x'.repeat(400), refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: {
    prompt_tokens: 250,
    completion_tokens: 100,
    total_tokens: 350,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  },
});
const plain = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${answer.length}\r\n\r\n${answer}`,
);
const streamHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const events = [
  ...Array.from({ length: CHUNKS }, (_, index) =>
    chunkOf({ index: 0, delta: { content: ` word${index}` }, finish_reason: null }),
  ),
  chunkOf({ index: 0, delta: {}, finish_reason: 'stop' }),
];
const usage = frame(
  `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1, model: 'bench-model', choices: [], usage: { prompt_tokens: 250, completion_tokens: 30, total_tokens: 280 } })}\n\n`,
);
const end = Buffer.from(`${frame('data: [DONE]\n\n')}0\r\n\r\n`);

createServer({ noDelay: true }, (socket) => {
  let pending = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    pending += data.toString('latin1');
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(pending.slice(0, headEnd))?.[1] ?? 0);
      const total = headEnd + 4 + length;
      if (pending.length < total) return;
      const request = pending.slice(0, total);
      pending = pending.slice(total);
      if (Number(delayMs) > 0) setTimeout(() => reply(socket, request), Number(delayMs));
      else reply(socket, request);
    }
  });
}).listen(0, '127.0.0.1', function (this: { address(): unknown }) {
  announce(`http://127.0.0.1:${(this.address() as AddressInfo).port}`);
});

function reply(socket: Socket, request: string): void {
  if (!request.includes('"stream":true')) {
    socket.write(plain);
    return;
  }
  socket.write(streamHead);
  let sent = 0;
  const next = (): void => {
    const event = events[sent];
    sent += 1;
    if (event === undefined) {
      if (request.includes('"include_usage":true')) socket.write(usage);
      socket.write(end);
      return;
    }
    socket.write(event);
    setImmediate(next);
  };
  next();
}

function chunkOf(choice: object): string {
  return frame(
    `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1, model: 'bench-model', choices: [choice] })}\n\n`,
  );
}

function frame(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
