import { connect, type Socket } from 'node:net';
import type { Load, LoadResult } from './load.ts';

/* A load generator that costs little: raw HTTP on node:net, one request at a time on each of some connections. */

async function generate(load: Load): Promise<LoadResult> {
  const { hostname, port } = new URL(load.url);
  const startedAt = performance.now();
  const until = startedAt + load.seconds * 1_000;
  const clients = await Promise.all(
    Array.from({ length: load.connections }, (_, index) =>
      new Client(connect(Number(port), hostname), requestOf(load, index), load.streamed, until).run(),
    ),
  );
  const latencies = Float64Array.from(clients.flatMap(({ latenciesMs }) => latenciesMs)).sort();
  const quantile = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;
  return {
    requests: latencies.length,
    failures: clients.reduce((sum, { failures }) => sum + failures, 0),
    seconds: (performance.now() - startedAt) / 1_000,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
}

/** One connection that asks again as soon as it was answered. */
class Client {
  readonly latenciesMs: number[] = [];
  failures = 0;
  readonly #socket: Socket;
  readonly #request: Buffer;
  readonly #streamed: boolean;
  readonly #until: number;
  #askedAt = 0;
  /** The answer up to the end of its head, and its last characters. */
  #head = '';
  #tail = '';
  #bytes = 0;
  #wantedBytes = UNKNOWN;

  constructor(socket: Socket, request: Buffer, streamed: boolean, until: number) {
    this.#socket = socket.setNoDelay(true);
    this.#request = request;
    this.#streamed = streamed;
    this.#until = until;
  }

  run(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.#socket.on('connect', () => this.#ask());
      this.#socket.on('data', (data) => this.#read(data));
      this.#socket.on('error', reject);
      this.#socket.on('close', () => resolve(this));
    });
  }

  #ask(): void {
    this.#head = '';
    this.#tail = '';
    this.#bytes = 0;
    this.#wantedBytes = UNKNOWN;
    this.#askedAt = performance.now();
    this.#socket.write(this.#request);
  }

  #read(data: Buffer): void {
    if (this.#wantedBytes === UNKNOWN) {
      this.#head += data.toString('latin1');
      this.#wantedBytes = wantedBytes(this.#head);
    }
    this.#bytes += data.length;
    this.#tail = (this.#tail + data.toString('latin1', Math.max(0, data.length - TAIL))).slice(-TAIL);
    if (!this.#isComplete) return;
    const now = performance.now();
    this.latenciesMs.push(now - this.#askedAt);
    if (!this.#head.startsWith('HTTP/1.1 200') || (this.#streamed && !this.#tail.includes('[DONE]')))
      this.failures += 1;
    if (now < this.#until) this.#ask();
    else this.#socket.destroy();
  }

  get #isComplete(): boolean {
    if (this.#wantedBytes === UNKNOWN) return false;
    return this.#wantedBytes === CHUNKED ? this.#tail.endsWith('\r\n0\r\n\r\n') : this.#bytes >= this.#wantedBytes;
  }
}

/** Enough for the last event of a stream and the end of its last chunk. */
const TAIL = 32;
const UNKNOWN = -1;
const CHUNKED = 0;

/** How long the whole answer is. */
function wantedBytes(answer: string): number {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return UNKNOWN;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, headEnd))?.[1];
  return length === undefined ? CHUNKED : headEnd + 4 + Number(length);
}

/** A conversation of about the wanted size, as apps send it. */
function requestOf({ bodyBytes, streamed, url, headers = {} }: Load, connection: number): Buffer {
  const turn = 'The quick brown fox jumps over the lazy dog, and nobody minds. ';
  const messages = [{ role: 'system', content: 'You are the support agent of Acme.' }];
  let left = bodyBytes - 220;
  while (left > 0) {
    const content = turn.repeat(Math.ceil(Math.min(left, 1_000) / turn.length)).slice(0, Math.min(left, 1_000));
    messages.push({ role: messages.length % 2 === 1 ? 'user' : 'assistant', content });
    left -= content.length + 40;
  }
  const body = Buffer.from(
    JSON.stringify({ model: 'bench', messages, temperature: 0.2, ...(streamed && { stream: true }) }),
  );
  const head = [
    'POST /v1/chat/completions HTTP/1.1',
    `host: ${new URL(url).host}`,
    'authorization: Bearer bench-key-0123456789',
    'content-type: application/json',
    'accept: application/json',
    'user-agent: bench',
    `x-session-id: session-${connection}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

const [argument = ''] = process.argv.slice(2);
process.send?.(await generate(JSON.parse(argument) as Load), () => process.exit(0));
