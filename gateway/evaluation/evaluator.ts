import { JobThread } from '../../platform/job-thread.ts';
import type { AnswerForm, Check, EvaluationJob, Verdicts } from './job.ts';

/** Evaluates answers off the request path. Never throws: what could not be evaluated has no verdicts. */
export interface Evaluator {
  evaluate(form: AnswerForm, answer: readonly Buffer[], checks: readonly Check[]): Promise<Verdicts>;
  /** Answers that were not evaluated: too many at once, too late, or a check that did not end. */
  readonly dropped: number;
  close(): Promise<void>;
}

const LIMITS = { waiting: 2_000, waitingBytes: 64 * 1024 * 1024, stallMs: 2_000 };
/** What a call came to is not counted before its verdicts are there: one that waits longer counts without them. */
const LATE_MS = 10_000;
const NO_VERDICTS: Verdicts = {};

/** An evaluator in a thread of its own. A check that hangs (a hostile pattern in a schema) costs that one answer. */
export class ThreadEvaluator implements Evaluator {
  readonly #thread: JobThread<EvaluationJob, Verdicts>;

  /** `lateMs`: how long an answer may wait for its verdicts. */
  constructor(lateMs = LATE_MS) {
    this.#thread = new JobThread(new URL('./thread.ts', import.meta.url), { ...LIMITS, lateMs });
  }

  get dropped(): number {
    return this.#thread.dropped;
  }

  async evaluate(form: AnswerForm, answer: readonly Buffer[], checks: readonly Check[]): Promise<Verdicts> {
    const bytes = answer.reduce((sum, part) => sum + part.length, 0);
    if (!this.#thread.admits(bytes)) return NO_VERDICTS;
    const job: EvaluationJob = { form, answer: joined(answer), checks };
    return (await this.#thread.run(job, bytes)) ?? NO_VERDICTS;
  }

  close(): Promise<void> {
    return this.#thread.close();
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
