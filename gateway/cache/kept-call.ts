import type { CallFacts } from '../../core/llm/facts.ts';
import { ByteList } from '../upstream/byte-list.ts';
import type { AnsweringCall, AnswerSink } from '../upstream/call.ts';
import type { UpstreamFailure } from '../upstream/failure.ts';

/** An answer that was kept, as if a provider gave it again, all at once. */
export class KeptCall implements AnsweringCall {
  readonly facts: Readonly<CallFacts>;
  readonly firstTokenAt: number;
  readonly contentEvents = 0;
  readonly #bytes: string;

  constructor(bytes: string, facts: CallFacts, now: number) {
    this.#bytes = bytes;
    this.facts = facts;
    this.firstTokenAt = now;
  }

  flow(sink: AnswerSink): void {
    sink.write(Buffer.from(this.#bytes, 'latin1'));
    sink.finish();
  }

  resume(): void {}
  cancel(): void {}
}

/** A call whose streamed answer is kept while it passes on to whoever takes it. */
export class RecordedCall implements AnsweringCall {
  /** All that was said, once the stream came to its end in order. */
  complete: string | undefined;
  readonly #call: AnsweringCall;
  readonly #maxBytes: number;

  constructor(call: AnsweringCall, maxBytes: number) {
    this.#call = call;
    this.#maxBytes = maxBytes;
  }

  get facts(): Readonly<CallFacts> {
    return this.#call.facts;
  }

  get contentEvents(): number {
    return this.#call.contentEvents;
  }

  get firstTokenAt(): number | undefined {
    return this.#call.firstTokenAt;
  }

  flow(sink: AnswerSink): void {
    const kept = new ByteList(this.#maxBytes);
    this.#call.flow({
      write: (events) => {
        if (!kept.overflown) kept.add(events);
        return sink.write(events);
      },
      finish: (failure?: UpstreamFailure) => {
        if (failure === undefined && !kept.overflown) this.complete = Buffer.concat(kept.take()).toString('latin1');
        sink.finish(failure);
      },
      fail: (failure) => sink.fail(failure),
    });
  }

  resume(): void {
    this.#call.resume();
  }

  cancel(): void {
    this.#call.cancel();
  }
}
