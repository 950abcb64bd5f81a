import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { CallFacts } from '../../core/llm/facts.ts';
import type { Clock } from '../clock.ts';
import type { Endpoint, EventReader } from '../endpoint/endpoint.ts';
import { invalid, readAnswer, readError, translatedAnswer, unreadable } from './answer.ts';
import { Burst, type BurstReader } from './burst.ts';
import { ByteList } from './byte-list.ts';
import { type CallLimits, CallTimer } from './call-timer.ts';
import { EventStream } from './event-stream.ts';
import type { UpstreamFailure } from './failure.ts';
import type { EventTranslator, TranslatedCall } from './provider/provider.ts';
import type { Target } from './target.ts';

/** How a call came out, known at its first byte: until then everything about it can be tried again elsewhere. */
export type CallResult =
  /** `text` has one character for each byte of the answer. */
  | { readonly kind: 'plain'; readonly headers: IncomingHttpHeaders; readonly text: string }
  | { readonly kind: 'stream'; readonly headers: IncomingHttpHeaders; readonly reader: EventReader }
  | { readonly kind: 'failure'; readonly failure: UpstreamFailure };

/** Who takes the events of a streamed answer. */
export interface AnswerSink {
  /** Returns false where no more should come until `UpstreamCall.resume`. */
  write(events: Buffer): boolean;
  /** The stream came to its end in order: the provider said so, even where it is to say that the answer failed. */
  finish(failure?: UpstreamFailure): void;
  /** The stream broke. */
  fail(failure: UpstreamFailure): void;
}

/** A call that answers, or one that was answered before: what those who pass answers on need of it. */
export interface AnsweringCall {
  /** What the answer has said about itself so far. */
  readonly facts: Readonly<CallFacts>;
  /** Of the monotonic clock. */
  readonly firstTokenAt: number | undefined;
  /** Events with something of the answer in them that have come so far. */
  readonly contentEvents: number;
  /** Hands a streamed answer over: what has come at once, the rest as it comes. */
  flow(sink: AnswerSink): void;
  /** The sink takes more. */
  resume(): void;
  /** Nobody wants the answer any more. */
  cancel(): void;
}

export interface CallRequest {
  readonly endpoint: Endpoint;
  readonly target: Target;
  readonly body: Buffer;
  /** The request in the provider's own words, where those are not OpenAI's. */
  readonly translated?: TranslatedCall | undefined;
  /** Why the provider is not to be asked at all. */
  readonly refusal?: UpstreamFailure | undefined;
  readonly streamed: boolean;
  /** Whether the client asked for the usage chunk of a stream. */
  readonly forwardUsage: boolean;
  readonly limits: CallLimits;
}

const MAX_PLAIN_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;
const MAX_UNSTARTED_BYTES = 256 * 1024;
/** How long a provider may take to end a stream that it has declared done, before its connection is given up. */
const TRAILING_MS = 1_000;

/** One call to one target: an undici handler, so that bytes pass without a stream object in between. */
export class UpstreamCall implements AnsweringCall, BurstReader, Dispatcher.DispatchHandler {
  readonly result: Promise<CallResult>;
  /** Of the monotonic clock. */
  firstTokenAt: number | undefined;

  readonly #request: CallRequest;
  readonly #clock: Clock;
  readonly #timer: CallTimer;
  #settle: (result: CallResult) => void = () => undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #facts: CallFacts = {};
  /** The body of an answer that is read as a whole, or what came of a stream before somebody took it. */
  #waiting: ByteList;
  #events: EventStream | undefined;
  #translator: EventTranslator | undefined;
  #sink: AnswerSink | undefined;
  #begun = false;
  /** Set once: nothing that comes later counts. */
  #ending: UpstreamFailure | 'complete' | undefined;
  #trailing: NodeJS.Timeout | undefined;
  readonly #burst = new Burst(this);

  constructor(request: CallRequest, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
    this.#waiting = new ByteList(request.streamed ? MAX_UNSTARTED_BYTES : MAX_PLAIN_BYTES);
    this.result = new Promise((resolve) => (this.#settle = resolve));
    this.#timer = new CallTimer(clock, request.limits, (phase, limitMs) =>
      this.#end(phase === 'unread' ? { kind: 'unread', limitMs } : { kind: 'timeout', phase, limitMs }),
    );
    this.#dispatch();
  }

  /** What the answer has said about itself so far. */
  get facts(): Readonly<CallFacts> {
    return this.#events?.facts ?? this.#facts;
  }

  /** About how many events of a stream held something of the answer. */
  get contentEvents(): number {
    return this.#events?.contentEvents ?? 0;
  }

  /** Hands a streamed answer over: what has come at once, the rest as it comes. */
  flow(sink: AnswerSink): void {
    this.#sink = sink;
    const isHeld = this.#waiting.overflown && this.#ending === undefined;
    let takesMore = true;
    for (const events of this.#waiting.take()) takesMore = this.#pass(sink, events);
    if (isHeld && takesMore) this.resume();
    this.#tellEnd();
  }

  /** The sink takes more. */
  resume(): void {
    this.#timer.release();
    this.#controller?.resume();
  }

  /** Nobody wants the answer any more: the provider's work ends too. */
  cancel(): void {
    this.#end({ kind: 'cancelled' });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ending === undefined) this.#timer.connected();
    else controller.abort(new Error('cancelled'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.#ending !== undefined) return;
    this.#status = status;
    this.#headers = headers;
    if (status > 299) {
      this.#waiting = new ByteList(MAX_ERROR_BYTES);
      return;
    }
    const { endpoint, target, translated, streamed, forwardUsage } = this.#request;
    const reader = target.wire(endpoint)?.events ?? endpoint.events;
    if (streamed && reader !== undefined) {
      this.#events = new EventStream(reader, forwardUsage);
      this.#translator = translated?.events();
    }
    const problem = unreadable(status, headers, streamed);
    if (problem !== undefined) this.#end(problem);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ending !== undefined) return;
    if (this.#events !== undefined) {
      // Until the first token is there, nothing waits for more.
      return this.#begun ? this.#burst.add(chunk) : this.#readEvents(this.#events, chunk);
    }
    this.#waiting.add(chunk);
    if (this.#waiting.overflown) this.#endWhole();
    return undefined;
  }

  onResponseEnd(): void {
    this.readBurst();
    clearTimeout(this.#trailing);
    if (this.#ending !== undefined) return;
    if (this.#events === undefined) this.#endWhole();
    else this.#end(invalid(this.#status, 'The stream ended before it was done.'));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.readBurst();
    clearTimeout(this.#trailing);
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    this.#end({ kind: 'network', message: error.message, code });
  }

  #dispatch(): void {
    const { endpoint, target, body, translated, refusal } = this.#request;
    if (target.problem !== undefined) return this.#end({ kind: 'misconfigured', message: target.problem });
    const wire = target.wire(endpoint);
    if (refusal !== undefined || wire === undefined) return this.#end(refusal ?? lacks(target, endpoint));
    try {
      target.dispatcher.dispatch(
        {
          path: wire.path,
          method: 'POST',
          headers: target.headers as string[],
          body: translated?.body ?? body,
        },
        this,
      );
    } catch (error) {
      this.#end({ kind: 'misconfigured', message: String(error) });
    }
  }

  readBurst(): void {
    const chunk = this.#burst.take();
    if (chunk !== undefined && this.#events !== undefined && this.#ending === undefined)
      this.#readEvents(this.#events, chunk);
  }

  #readEvents(stream: EventStream, chunk: Buffer): void {
    const events = stream.push(this.#translator?.push(chunk) ?? chunk);
    if (this.#begun) this.#timer.progress();
    else if (stream.error !== undefined) return this.#end(invalid(this.#status, stream.error.message, stream.error));
    else if (stream.started || stream.complete || this.#waiting.overflown) this.#begin(stream);
    if (events !== undefined) {
      if (this.#sink === undefined) this.#wait(events);
      else this.#pass(this.#sink, events);
    }
    if (stream.error !== undefined) this.#end(invalid(this.#status, stream.error.message, stream.error));
    else if (stream.done) this.#end('complete');
  }

  #begin({ reader }: EventStream): void {
    this.#begun = true;
    this.firstTokenAt = this.#clock.monotonicMs();
    this.#timer.begun();
    this.#settle({ kind: 'stream', headers: this.#headers, reader });
  }

  /** Until somebody takes the answer no more of it is kept than a little. */
  #wait(events: Buffer): void {
    this.#waiting.add(events);
    if (this.#waiting.overflown) this.#hold();
  }

  #hold(): void {
    this.#timer.hold();
    this.#controller?.pause();
  }

  #pass(sink: AnswerSink, events: Buffer): boolean {
    const takesMore = sink.write(events);
    if (!takesMore) this.#hold();
    return takesMore;
  }

  #endWhole(): void {
    const body = this.#waiting.joined();
    const { endpoint, target, translated } = this.#request;
    if (this.#status > 299)
      return this.#end(readError(target.wire(endpoint), { status: this.#status, headers: this.#headers, body }));
    if (this.#waiting.overflown)
      return this.#end(invalid(this.#status, `The answer is larger than ${MAX_PLAIN_BYTES} bytes.`));
    const text = translated === undefined ? body.toString('latin1') : translatedAnswer(translated, this.#status, body);
    if (typeof text !== 'string') return this.#end(text);
    const read = readAnswer(endpoint, this.#status, text);
    if ('kind' in read) return this.#end(read);
    this.#facts = read;
    this.#settle({ kind: 'plain', headers: this.#headers, text });
    return this.#end('complete');
  }

  /** Nothing more is wanted of the provider: it said all, it failed, or nobody listens. */
  #end(ending: UpstreamFailure | 'complete'): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#burst.drop();
    this.#timer.stop();
    if (ending === 'complete') {
      if (this.#events !== undefined)
        this.#trailing = setTimeout(() => this.#controller?.abort(new Error('done')), TRAILING_MS);
    } else {
      this.#controller?.abort(new Error(ending.kind));
      if (!this.#begun) this.#settle({ kind: 'failure', failure: ending });
    }
    if (this.#begun) this.#tellEnd();
  }

  #tellEnd(): void {
    if (this.#ending === undefined || this.#sink === undefined) return;
    if (this.#ending === 'complete') this.#sink.finish();
    else if (this.#events?.done === true) this.#sink.finish(this.#ending);
    else this.#sink.fail(this.#ending);
  }
}

function lacks(target: Target, { path }: Endpoint): UpstreamFailure {
  return { kind: 'unsupported', message: `The provider ${target.provider} of this route has no ${path}.` };
}
