import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A provider that sends just the bytes that a test wants, when it wants them. */
export class RawProvider {
  /** Heads and bodies of the requests that came. */
  readonly heads: string[] = [];
  readonly requests: string[] = [];
  url = '';
  /** Connections that the other side closed. */
  closed = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(answer: (socket: Socket, requestIndex: number) => void | Promise<void>) {
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => (this.closed += 1));
      let pending = '';
      socket.on('data', (data) => {
        pending += data.toString('latin1');
        const headEnd = pending.indexOf('\r\n\r\n');
        const length = Number(/content-length: *(\d+)/i.exec(pending)?.[1] ?? 0);
        if (headEnd < 0 || pending.length < headEnd + 4 + length) return;
        this.heads.push(pending.slice(0, headEnd));
        this.requests.push(Buffer.from(pending.slice(headEnd + 4), 'latin1').toString('utf8'));
        pending = '';
        void answer(socket, this.requests.length - 1);
      });
    });
  }

  static async that(answers: (socket: Socket, requestIndex: number) => void | Promise<void>): Promise<RawProvider> {
    const provider = new RawProvider(answers);
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve));
    provider.url = `http://127.0.0.1:${(provider.#server.address() as AddressInfo).port}`;
    return provider;
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }
}

export const STREAM_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
export const LAST_FRAME = '0\r\n\r\n';

/** One frame of a chunked body. */
export function frame(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** The event of one token. */
export function token(content: string, finish: string | null = null): string {
  const choices = [{ index: 0, delta: content === '' ? {} : { content }, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: 'chatcmpl-raw', object: 'chat.completion.chunk', created: 1, model: 'raw', choices })}\n\n`;
}

export const DONE = 'data: [DONE]\n\n';

/** A whole answer over a connection that stays open. */
export function jsonAnswer(status: number, body: unknown, headers: readonly string[] = []): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} Status`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}

export const COMPLETION = {
  id: 'chatcmpl-raw',
  object: 'chat.completion',
  created: 1,
  model: 'raw',
  choices: [{ index: 0, message: { role: 'assistant', content: 'raw answer' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};
