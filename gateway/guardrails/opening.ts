import type { AnswerSink } from '../upstream/call.ts';
import type { UpstreamFailure } from '../upstream/failure.ts';

/**
 * The beginning of a guarded stream: it stays here until the guardrails let something of it go. What fails before has
 * reached nobody, so that another target may still answer.
 */
export class Opening implements AnswerSink {
  /** What the stream failed by before anything of it was let go; `undefined` once something was. */
  readonly failure: Promise<UpstreamFailure | undefined>;
  #settle: (failure: UpstreamFailure | undefined) => void = () => undefined;
  #waiting: Buffer[] = [];
  #end: ((sink: AnswerSink) => void) | undefined;
  #next: AnswerSink | undefined;

  constructor() {
    this.failure = new Promise((resolve) => (this.#settle = resolve));
  }

  write(events: Buffer): boolean {
    if (this.#next !== undefined) return this.#next.write(events);
    this.#waiting.push(events);
    this.#settle(undefined);
    return false;
  }

  finish(failure?: UpstreamFailure): void {
    this.#ends((sink) => sink.finish(failure), undefined);
  }

  fail(failure: UpstreamFailure): void {
    this.#ends((sink) => sink.fail(failure), failure);
  }

  /** Hands the stream over: what waits at once, the rest as it comes. Returns whether `next` takes more. */
  flow(next: AnswerSink): boolean {
    this.#next = next;
    let takesMore = true;
    for (const events of this.#waiting.splice(0)) takesMore = next.write(events);
    this.#end?.(next);
    return takesMore;
  }

  #ends(end: (sink: AnswerSink) => void, failure: UpstreamFailure | undefined): void {
    if (this.#next !== undefined) return end(this.#next);
    this.#end = end;
    return this.#settle(failure);
  }
}
