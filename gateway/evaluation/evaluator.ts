import { Worker } from 'node:worker_threads';
import { type AnswerForm, type Check, type EvaluationJob, type EvaluationReply, READY, type Verdicts } from './job.ts';

/** Evaluates answers off the request path. Never throws: what could not be evaluated has no verdicts. */
export interface Evaluator {
  evaluate(form: AnswerForm, answer: readonly Buffer[], checks: readonly Check[]): Promise<Verdicts>;
  /** Answers that were not evaluated: too many at once, too late, or a check that did not end. */
  readonly dropped: number;
  close(): Promise<void>;
}

const MAX_WAITING = 2_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const STALL_MS = 2_000;
/** A thread loads its code before its first job; on a busy machine that takes its time. */
const LOADING_MS = 60_000;
const STALL_CHECK_MS = 500;
/** What a call came to is not counted before its verdicts are there: one that waits longer counts without them. */
const LATE_MS = 10_000;
const NO_VERDICTS: Verdicts = {};

interface Waiting {
  readonly job: EvaluationJob;
  readonly sinceMs: number;
  readonly settle: (verdicts: Verdicts) => void;
}

/** An evaluator in a thread of its own. A check that hangs (a hostile pattern in a schema) costs that one answer. */
export class ThreadEvaluator implements Evaluator {
  dropped = 0;
  #thread: Worker | undefined;
  #watch: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #waitingBytes = 0;
  #lastId = 0;
  #progressAt = 0;
  #loaded = false;
  #closed = false;
  readonly #lateMs: number;

  /** `lateMs`: how long an answer may wait for its verdicts. */
  constructor(lateMs = LATE_MS) {
    this.#lateMs = lateMs;
  }

  evaluate(form: AnswerForm, answer: readonly Buffer[], checks: readonly Check[]): Promise<Verdicts> {
    const bytes = answer.reduce((sum, part) => sum + part.length, 0);
    if (this.#closed || this.#waiting.size >= MAX_WAITING || this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      this.dropped += 1;
      return Promise.resolve(NO_VERDICTS);
    }
    return new Promise((settle) => {
      this.#lastId += 1;
      const job: EvaluationJob = { id: this.#lastId, form, answer: joined(answer), checks };
      const sinceMs = performance.now();
      if (this.#waiting.size === 0) this.#progressAt = sinceMs;
      this.#waiting.set(job.id, { job, sinceMs, settle });
      this.#waitingBytes += bytes;
      this.#running().postMessage(job);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    for (const waiting of this.#waiting.values()) this.#settle(waiting, NO_VERDICTS);
    await this.#thread?.terminate();
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
    thread.on('message', (message: EvaluationReply | typeof READY) => {
      this.#progressAt = performance.now();
      if (message === READY) {
        this.#loaded = true;
        return;
      }
      const waiting = this.#waiting.get(message.id);
      if (waiting !== undefined) this.#settle(waiting, message.verdicts);
    });
    thread.on('error', () => this.#replace(thread));
    thread.unref();
    this.#watch ??= setInterval(() => this.#checkStall(), STALL_CHECK_MS).unref();
    return thread;
  }

  #checkStall(): void {
    const limitMs = this.#loaded ? STALL_MS : LOADING_MS;
    const stalls = this.#waiting.size > 0 && performance.now() - this.#progressAt > limitMs;
    if (this.#thread !== undefined && stalls) this.#replace(this.#thread);
    if (this.#loaded) this.#giveUpLate(performance.now() - this.#lateMs);
  }

  /** In the order in which they came, so the first that is in time ends the search. */
  #giveUpLate(beforeMs: number): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.sinceMs > beforeMs) return;
      this.dropped += 1;
      this.#settle(waiting, NO_VERDICTS);
    }
  }

  /** The thread hangs in its oldest job, or died of it: that one is given up, the others begin again. */
  #replace(thread: Worker): void {
    if (thread !== this.#thread || this.#closed) return;
    this.#thread = undefined;
    void thread.terminate();
    const [culprit, ...others] = this.#waiting.values();
    if (culprit !== undefined) {
      this.dropped += 1;
      this.#settle(culprit, NO_VERDICTS);
    }
    this.#progressAt = performance.now();
    for (const { job } of others) this.#running().postMessage(job);
  }

  #settle({ job, settle }: Waiting, verdicts: Verdicts): void {
    this.#waiting.delete(job.id);
    this.#waitingBytes -= job.answer.byteLength;
    settle(verdicts);
  }
}

/** A copy, since the pieces may be views of a larger network buffer that must not travel along. */
function joined(parts: readonly Buffer[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
