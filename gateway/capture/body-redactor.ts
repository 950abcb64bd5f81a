import { Worker } from 'node:worker_threads';
import type { BodyJob, BodyReply, RedactedBody } from './job.ts';

/** Redacts bodies off the request path. `take` is told of each that may be kept; what could not be is counted. */
export interface BodyRedactor {
  redact(job: Omit<BodyJob, 'id'>, take: (body: RedactedBody) => void): void;
  /** Bodies that found no room, could not be read, or whose thread died of them. */
  readonly dropped: number;
  /** Lets what waits be done, for at most `limitMs`. */
  close(limitMs: number): Promise<void>;
}

const MOST_WAITING = 1_000;
const MOST_WAITING_BYTES = 64 * 1024 * 1024;
/** A body that takes longer is given up, with its thread. */
const STALL_MS = 10_000;
const LOADING_MS = 60_000;
const STALL_CHECK_MS = 1_000;

interface Waiting {
  readonly job: BodyJob;
  readonly take: (body: RedactedBody) => void;
}

/** In a thread of its own, which starts with the first body: a gateway that captures none has none. */
export class ThreadBodyRedactor implements BodyRedactor {
  dropped = 0;
  #thread: Worker | undefined;
  #watch: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #waitingBytes = 0;
  #lastId = 0;
  #progressAt = 0;
  #loaded = false;
  #closed = false;
  #onIdle: () => void = () => undefined;

  redact(given: Omit<BodyJob, 'id'>, take: (body: RedactedBody) => void): void {
    const bytes = sizeOf(given);
    if (this.#closed || this.#waiting.size >= MOST_WAITING || this.#waitingBytes + bytes > MOST_WAITING_BYTES) {
      this.dropped += 1;
      return;
    }
    this.#lastId += 1;
    const job = { ...given, id: this.#lastId };
    if (this.#waiting.size === 0) this.#progressAt = performance.now();
    this.#waiting.set(job.id, { job, take });
    this.#waitingBytes += bytes;
    this.#running().postMessage(job);
  }

  async close(limitMs: number): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    if (this.#waiting.size > 0) await this.#drained(limitMs);
    this.dropped += this.#waiting.size;
    this.#waiting.clear();
    await this.#thread?.terminate();
  }

  #drained(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const giveUp = setTimeout(resolve, limitMs);
      this.#onIdle = () => {
        clearTimeout(giveUp);
        resolve();
      };
    });
  }

  #running(): Worker {
    this.#thread ??= this.#start();
    return this.#thread;
  }

  #start(): Worker {
    const thread = new Worker(new URL('./thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    this.#loaded = false;
    thread.on('message', (reply: BodyReply) => this.#replied(reply));
    thread.on('error', () => this.#replace(thread));
    thread.unref();
    this.#watch ??= setInterval(() => this.#checkStall(), STALL_CHECK_MS).unref();
    return thread;
  }

  #replied({ id, body }: BodyReply): void {
    this.#progressAt = performance.now();
    this.#loaded = true;
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    if (body === undefined) this.dropped += 1;
    else waiting.take(body);
    this.#forget(waiting);
  }

  #checkStall(): void {
    const limitMs = this.#loaded ? STALL_MS : LOADING_MS;
    const stalls = this.#waiting.size > 0 && performance.now() - this.#progressAt > limitMs;
    if (this.#thread !== undefined && stalls) this.#replace(this.#thread);
  }

  /** The thread hangs in its oldest body, or died of it: that one is given up, the others begin again. */
  #replace(thread: Worker): void {
    if (thread !== this.#thread || this.#closed) return;
    this.#thread = undefined;
    void thread.terminate();
    const [culprit, ...others] = this.#waiting.values();
    if (culprit !== undefined) {
      this.dropped += 1;
      this.#forget(culprit);
    }
    this.#progressAt = performance.now();
    for (const { job } of others) this.#running().postMessage(job);
  }

  #forget({ job }: Waiting): void {
    this.#waiting.delete(job.id);
    this.#waitingBytes -= sizeOf(job);
    if (this.#waiting.size === 0) this.#onIdle();
  }
}

function sizeOf({ request, answer }: Pick<BodyJob, 'request' | 'answer'>): number {
  return request.length + answer.length;
}
