import type { EventReader } from '../endpoint/endpoint.ts';
import type { Exchange } from '../http/exchange.ts';
import { ByteList } from '../upstream/byte-list.ts';
import type { AnsweringCall, AnswerSink } from '../upstream/call.ts';
import type { UpstreamFailure } from '../upstream/failure.ts';
import { apiErrorOf, sendFailure } from './failure-answer.ts';

/** Answers larger than this are not evaluated. */
export const MAX_KEPT_BYTES = 1024 * 1024;
/** How long the last words of a broken stream may take to leave. */
const LAST_WORDS_MS = 2_000;

/** Writes a streamed answer to the client, at the client's pace, and tells how it ended. */
export class ClientStream implements AnswerSink {
  readonly kept: ByteList | undefined;
  readonly #exchange: Exchange;
  readonly #reader: EventReader;
  readonly #onEnd: (failure: UpstreamFailure | undefined) => void;

  constructor(
    exchange: Exchange,
    call: AnsweringCall,
    reader: EventReader,
    keep: boolean,
    onEnd: (failure: UpstreamFailure | undefined) => void,
  ) {
    this.#exchange = exchange;
    this.#reader = reader;
    this.#onEnd = onEnd;
    this.kept = keep ? new ByteList(MAX_KEPT_BYTES) : undefined;
    exchange.response.on('drain', () => call.resume());
  }

  write(events: Buffer): boolean {
    this.#begin();
    if (this.kept?.overflown === false) this.kept.add(events);
    return this.#exchange.response.write(events);
  }

  finish(failure?: UpstreamFailure): void {
    this.#begin();
    this.#exchange.response.end();
    this.#onEnd(failure);
  }

  /**
   * A client takes a stream that closes in order for complete, even without its last event: so this one says what happened
   * and breaks the connection off.
   */
  fail(failure: UpstreamFailure): void {
    const { response } = this.#exchange;
    if (failure.kind === 'cancelled' || this.#exchange.gone) response.destroy();
    else if (!response.headersSent) sendFailure(this.#exchange, failure);
    else {
      const { message, details } = apiErrorOf(failure);
      const { type, code } = details;
      const event = this.#reader.errorEvent({ message, type, ...(code !== null && { code }) });
      const end = setTimeout(() => response.destroy(), LAST_WORDS_MS);
      response.write(event, () => {
        clearTimeout(end);
        response.destroy();
      });
    }
    this.#onEnd(failure);
  }

  /** The head goes out with the first event: until then what fails can be told as any error. */
  #begin(): void {
    const { headers, response } = this.#exchange;
    if (!response.headersSent && !response.destroyed) response.writeHead(200, [...headers, ...STREAM_HEADERS]);
  }
}

const STREAM_HEADERS = [
  'content-type',
  'text/event-stream; charset=utf-8',
  'cache-control',
  'no-cache',
  'x-accel-buffering',
  'no',
];
