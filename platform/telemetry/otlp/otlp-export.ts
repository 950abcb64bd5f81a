import { Worker } from 'node:worker_threads';
import type { Outcome } from '../../../core/llm/outcome.ts';
import type { OtlpConfig } from '../otlp-config.ts';
import type { Logger } from '../../log.ts';
import type { ExportMessage, ExportReply, ExportThreadData } from './message.ts';

/** Where finished calls are exported to. */
export interface CallExport {
  add(call: Outcome): void;
  /** Calls that were not exported because too many waited. */
  readonly dropped: number;
  close(): Promise<void>;
}

/** For a process that exports nothing. */
export const NO_EXPORT: CallExport = { add: () => undefined, dropped: 0, close: () => Promise.resolve() };

/** Calls that may wait for the thread. */
const MOST_WAITING = 20_000;
const HAND_OVER_EVERY_MS = 200;
const HAND_OVER_AT = 500;
const LAST_WORDS_MS = 3_000;
const SAY_SO_EVERY_MS = 60_000;

/** Exports calls by OTLP from a thread of its own; a receiver that is away costs its spans, never a request's time. */
export class OtlpExport implements CallExport {
  dropped = 0;
  readonly #thread: Worker;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  #waiting: Outcome[] = [];
  /** Handed over and not yet taken. */
  #underWay = 0;
  #saidAt = -Infinity;

  constructor(otlp: OtlpConfig, serviceInstance: string, log: Logger) {
    this.#log = log;
    const data: ExportThreadData = { otlp, serviceInstance };
    // Without an environment of its own the SDK reads nothing but what it is given here.
    this.#thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: data, env: {} });
    this.#thread.on('message', (reply: ExportReply) => this.#replied(reply));
    this.#thread.on('error', (error) =>
      log.error({ err: error }, 'the OTLP export has died; calls are not exported any more'),
    );
    this.#thread.unref();
    this.#timer = setInterval(() => this.#handOver(), HAND_OVER_EVERY_MS).unref();
  }

  add(call: Outcome): void {
    if (this.#waiting.length + this.#underWay >= MOST_WAITING) {
      this.dropped += 1;
      return;
    }
    this.#waiting.push(call);
    if (this.#waiting.length >= HAND_OVER_AT) this.#handOver();
  }

  /** Sends what waits, for a few seconds at most. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#handOver();
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(resolve, LAST_WORDS_MS);
      const end = (): void => {
        clearTimeout(giveUp);
        resolve();
      };
      this.#thread.on('message', ({ kind }: ExportReply) => kind === 'finished' && end());
      this.#thread.once('exit', end);
      this.#post({ kind: 'finish' });
    });
    await this.#thread.terminate();
  }

  #handOver(): void {
    if (this.#waiting.length === 0) return;
    const calls = this.#waiting;
    this.#waiting = [];
    this.#underWay += calls.length;
    this.#post({ kind: 'calls', calls });
  }

  #post(message: ExportMessage): void {
    this.#thread.postMessage(message);
  }

  #replied(reply: ExportReply): void {
    if (reply.kind === 'taken') this.#underWay -= reply.calls;
    if (reply.kind !== 'failed' || performance.now() - this.#saidAt < SAY_SO_EVERY_MS) return;
    this.#saidAt = performance.now();
    this.#log.warn({ error: reply.error }, 'OTLP export: calls could not be sent');
  }
}
