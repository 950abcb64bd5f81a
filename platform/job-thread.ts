import { Worker } from 'node:worker_threads';
import { type JobMessage, READY, type ReplyMessage } from './serve-jobs.ts';

/** What a thread may hold and how long it may take. Ages and times in ms, sizes in bytes. */
export interface JobThreadLimits {
  readonly waiting: number;
  readonly waitingBytes: number;
  /** A thread that has not replied for so long while work waits is given up with the job it hangs in. */
  readonly stallMs: number;
  /** A job that is older is given up, done or not; absent where it may wait. */
  readonly lateMs?: number;
}

/** A thread loads its code before its first job; on a busy machine that takes its time. */
const LOADING_MS = 60_000;
const CHECK_MS = 500;
const MAX_HEAP_MB = 256;

interface Waiting<Job, Reply> {
  readonly message: JobMessage<Job>;
  readonly bytes: number;
  readonly sinceMs: number;
  readonly settle: (reply: Reply | undefined) => void;
}

/**
 * Does jobs in a thread of its own, one after another, so that a job which hangs or kills its thread costs that job
 * alone. The thread starts with the first job. What finds no room, is late, or ends its thread is counted and has no
 * reply. The module at `url` serves the jobs with `serveJobs`.
 */
export class JobThread<Job, Reply> {
  dropped = 0;
  readonly #url: URL;
  readonly #limits: JobThreadLimits;
  #thread: Worker | undefined;
  #watch: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<number, Waiting<Job, Reply>>();
  #waitingBytes = 0;
  #lastId = 0;
  #progressAt = 0;
  #loaded = false;
  #closed = false;
  #onIdle: () => void = () => undefined;

  constructor(url: URL, limits: JobThreadLimits) {
    this.#url = url;
    this.#limits = limits;
  }

  /** Whether a job of `bytes` finds room; one that does not is counted as dropped. */
  admits(bytes: number): boolean {
    const { waiting, waitingBytes } = this.#limits;
    const admits = !this.#closed && this.#waiting.size < waiting && this.#waitingBytes + bytes <= waitingBytes;
    if (!admits) this.dropped += 1;
    return admits;
  }

  /** Does a job that was admitted. Never rejects: no reply means that it was not done, and is counted. */
  run(job: Job, bytes: number): Promise<Reply | undefined> {
    return new Promise((settle) => {
      this.#lastId += 1;
      const message = { id: this.#lastId, job };
      const sinceMs = performance.now();
      if (this.#waiting.size === 0) this.#progressAt = sinceMs;
      this.#waiting.set(message.id, { message, bytes, sinceMs, settle });
      this.#waitingBytes += bytes;
      this.#running().postMessage(message);
    });
  }

  /** Lets what waits be done, for at most `graceMs`; what is left has no reply. */
  async close(graceMs = 0): Promise<void> {
    this.#closed = true;
    if (this.#waiting.size > 0 && graceMs > 0) await this.#idleWithin(graceMs);
    clearInterval(this.#watch);
    for (const waiting of this.#waiting.values()) this.#giveUp(waiting);
    await this.#thread?.terminate();
  }

  #idleWithin(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const expiry = setTimeout(resolve, graceMs);
      this.#onIdle = () => {
        clearTimeout(expiry);
        resolve();
      };
    });
  }

  #running(): Worker {
    this.#thread ??= this.#start();
    return this.#thread;
  }

  #start(): Worker {
    const thread = new Worker(this.#url, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
    this.#loaded = false;
    thread.on('message', (message: ReplyMessage<Reply>) => this.#heard(message));
    thread.on('error', () => this.#replace(thread));
    thread.unref();
    this.#watch ??= setInterval(() => this.#check(), CHECK_MS).unref();
    return thread;
  }

  #heard(message: ReplyMessage<Reply>): void {
    this.#progressAt = performance.now();
    if (message === READY) {
      this.#loaded = true;
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.reply === undefined) this.#giveUp(waiting);
    else this.#settle(waiting, message.reply);
  }

  #check(): void {
    const limitMs = this.#loaded ? this.#limits.stallMs : LOADING_MS;
    const stalls = this.#waiting.size > 0 && performance.now() - this.#progressAt > limitMs;
    if (this.#thread !== undefined && stalls) this.#replace(this.#thread);
    const { lateMs } = this.#limits;
    if (this.#loaded && lateMs !== undefined) this.#giveUpBefore(performance.now() - lateMs);
  }

  /** In the order in which they came, so the first that is in time ends the search. */
  #giveUpBefore(sinceMs: number): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.sinceMs > sinceMs) return;
      this.#giveUp(waiting);
    }
  }

  /** The thread hangs in its oldest job, or died of it: that one is given up, the others begin again. */
  #replace(thread: Worker): void {
    if (thread !== this.#thread) return;
    this.#thread = undefined;
    void thread.terminate();
    const [culprit, ...others] = this.#waiting.values();
    if (culprit !== undefined) this.#giveUp(culprit);
    this.#progressAt = performance.now();
    for (const { message } of others) this.#running().postMessage(message);
  }

  #giveUp(waiting: Waiting<Job, Reply>): void {
    this.dropped += 1;
    this.#settle(waiting, undefined);
  }

  #settle({ message, bytes, settle }: Waiting<Job, Reply>, reply: Reply | undefined): void {
    this.#waiting.delete(message.id);
    this.#waitingBytes -= bytes;
    settle(reply);
    if (this.#waiting.size === 0) this.#onIdle();
  }
}
