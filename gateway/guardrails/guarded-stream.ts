import { byteLength, isTooLong } from '../../core/guardrail/length.ts';
import type { GuardrailStop } from '../../core/guardrail/verdict.ts';
import { UnreadableJson } from '../../core/llm/json-texts.ts';
import type { AnswerForm } from '../evaluation/job.ts';
import type { AnswerSink } from '../upstream/call.ts';
import type { UpstreamFailure } from '../upstream/failure.ts';
import { eventStrings, isJsonText } from './answer-strings.ts';
import { askGuards } from './ask-guards.ts';
import { answerSubject } from './check-answer.ts';
import { type EventText, eventTexts } from './event-text.ts';
import { type Guard, type GuardedCallInfo, type GuardServices, holdsBack } from './guard.ts';
import { HeldEvents, type Piece } from './held-events.ts';
import { stringValue } from './json-strings.ts';
import { counted, type GuardReport } from './report.ts';
import { StreamText } from './stream-text.ts';

/** What may wait for the guardrails; an answer that goes beyond is one that they failed on. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;
const CALLS_TOOLS = /"(?:tool_calls|function_call|custom_tool_call)"/;

interface GuardedStreamOptions {
  readonly guards: readonly Guard[];
  readonly next: AnswerSink;
  readonly report: GuardReport;
  readonly services: GuardServices;
  readonly form: AnswerForm;
  readonly call: GuardedCallInfo;
  /** When those that are asked about the whole must have spoken, of the monotonic clock. */
  readonly endBy: number;
  /** Told when a guardrail has ended the answer before its provider has. */
  onStop(): void;
}

interface Standing {
  findings: Record<string, number>;
  durationMs: number;
  failed: boolean;
}

/**
 * Holds the events of a streamed answer back until its guardrails have settled the text in them, masks what they redact,
 * and stops the answer at what they block. Where one must read the answer as a whole, all of it waits for its end.
 */
export class GuardedStream implements AnswerSink {
  readonly #options: GuardedStreamOptions;
  readonly #searching: Map<Guard, Standing>;
  readonly #asking: readonly Guard[];
  readonly #streams = new Map<string, StreamText>();
  readonly #held = new HeldEvents();
  /** The answer as it came, for those that are asked about the whole. */
  #whole: Buffer[] = [];
  #wholeBytes = 0;
  #waitsForEnd: boolean;
  #ended = false;

  constructor(options: GuardedStreamOptions) {
    this.#options = options;
    const { guards } = options;
    this.#asking = guards.filter(({ ask }) => ask !== undefined);
    this.#waitsForEnd = this.#asking.some((guard) => guard.wantsWhole && holdsBack(guard));
    const searching = guards.filter(({ rule }) => rule !== undefined);
    this.#searching = new Map(searching.map((guard) => [guard, { findings: {}, durationMs: 0, failed: false }]));
  }

  write(events: Buffer): boolean {
    if (this.#ended) return true;
    this.#keepWhole(events);
    for (const event of eventTexts(events)) {
      if (this.#ended) return true;
      this.#take(event);
    }
    return this.#ended || this.#release();
  }

  finish(failure?: UpstreamFailure): void {
    if (this.#ended) return;
    for (const stream of this.#streams.values()) if (!this.#ended) this.#search(stream, '', true);
    if (this.#ended) return;
    const stop = this.#tell();
    this.#ended = true;
    if (stop !== undefined) return this.#options.next.fail({ kind: 'guardrail', stop });
    if (this.#asking.length === 0) return this.#complete(failure);
    void this.#askAtEnd(failure);
    return undefined;
  }

  fail(failure: UpstreamFailure): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#tell();
    this.#options.next.fail(failure);
  }

  #complete(failure: UpstreamFailure | undefined): void {
    const { next } = this.#options;
    const left = this.#held.all();
    if (left !== undefined) next.write(left);
    next.finish(failure);
  }

  async #askAtEnd(failure: UpstreamFailure | undefined): Promise<void> {
    const { next, report } = this.#options;
    const asked = this.#askAll();
    report.defer(asked);
    if (!this.#asking.some(holdsBack)) return this.#complete(failure);
    const stop = await asked;
    if (stop === undefined) this.#complete(failure);
    else next.fail({ kind: 'guardrail', stop });
    return undefined;
  }

  async #askAll(): Promise<GuardrailStop | undefined> {
    const { form, call, report, services, endBy } = this.#options;
    try {
      if (this.#wholeBytes > MAX_HELD_BYTES) throw new UnreadableJson('It is too large.');
      return await askGuards(this.#asking, answerSubject(form, this.#whole, call), report, services, endBy);
    } catch {
      const failed = { flagged: false, failed: true, durationMs: 0 };
      return this.#asking.map((guard) => report.add(guard, failed)).find((stop) => stop !== undefined);
    }
  }

  #keepWhole(events: Buffer): void {
    if (this.#asking.length === 0) return;
    this.#wholeBytes += events.length;
    if (this.#wholeBytes <= MAX_HELD_BYTES) this.#whole.push(events);
    else this.#whole = [];
  }

  #take(event: EventText): void {
    if (!this.#waitsForEnd && CALLS_TOOLS.test(event.text))
      this.#waitsForEnd = this.#asking.some((guard) => guard.config.kind === 'tools' && holdsBack(guard));
    try {
      this.#read(event);
    } catch (error) {
      if (!(error instanceof UnreadableJson)) throw error;
      this.#failAll();
      if (!this.#ended) this.#held.add({ event, json: '', strings: undefined, pieces: [] });
    }
    if (!this.#ended && this.#held.bytes > MAX_HELD_BYTES) this.#failAll();
  }

  #read(event: EventText): void {
    const json = event.data === undefined ? '' : event.text.slice(event.data.start, event.data.end);
    const strings = event.data === undefined ? undefined : eventStrings(json);
    const pieces: Piece[] = [];
    for (const { path, stream, start, end } of strings?.texts ?? []) {
      const of = this.#textOf(stream, isJsonText(stream ?? path));
      const value = stringValue(json, { start, end });
      pieces.push({ of, value, from: of.length, start, end });
      of.push(value);
      if (stream !== undefined) this.#measure(of, value);
      if (!this.#ended) this.#search(of, value, stream === undefined);
      if (this.#ended) return;
    }
    this.#held.add({ event, json, strings, pieces });
  }

  /** A text that is whole by itself is nobody's continuation. */
  #textOf(stream: string | undefined, isJson: boolean): StreamText {
    const known = stream === undefined ? undefined : this.#streams.get(stream);
    if (known !== undefined) return known;
    const text = new StreamText([...this.#searching.keys()], isJson);
    if (stream !== undefined) this.#streams.set(stream, text);
    return text;
  }

  /** Ends an answer that has become too long as soon as it has. */
  #measure(text: StreamText, value: string): void {
    text.bytes += byteLength(value);
    for (const guard of this.#asking) {
      const { limits, config } = guard;
      if (limits === undefined || config.mode !== 'enforce') continue;
      if (!isTooLong(limits, { characters: text.length, bytes: text.bytes })) continue;
      return this.#stop(this.#options.report.add(guard, { flagged: true, findings: { too_long: 1 }, durationMs: 0 }));
    }
  }

  #search(text: StreamText, value: string, isLast: boolean): void {
    const { clock } = this.#options.services;
    for (const [guard, standing] of this.#searching) {
      if (standing.failed) continue;
      const startedAt = clock.monotonicMs();
      const matches = text.search(guard, value, isLast);
      standing.durationMs += clock.monotonicMs() - startedAt;
      for (const [kind, count] of Object.entries(counted(matches)))
        standing.findings[kind] = (standing.findings[kind] ?? 0) + count;
      if (matches.length > 0 && guard.config.mode === 'enforce') return this.#stop(undefined);
      if (standing.durationMs > guard.config.timeoutMs) this.#failOne(guard, standing);
      if (this.#ended) return;
    }
  }

  /** Sends the events whose texts are settled. */
  #release(): boolean {
    if (this.#waitsForEnd) return true;
    const holding = [...this.#searching].filter(([guard, { failed }]) => !failed && holdsBack(guard));
    const settled = this.#held.settled(holding.map(([guard]) => guard));
    return settled === undefined || this.#options.next.write(settled);
  }

  #failOne(guard: Guard, standing: Standing): void {
    standing.failed = true;
    if (holdsBack(guard) && guard.config.onFailure === 'closed') this.#stop(undefined);
  }

  /** What can not be read can not be checked. */
  #failAll(): void {
    for (const [guard, standing] of this.#searching) if (!this.#ended) this.#failOne(guard, standing);
    const closed = this.#asking.find((guard) => holdsBack(guard) && guard.config.onFailure === 'closed');
    if (this.#ended || closed === undefined) return;
    this.#stop(this.#options.report.add(closed, { flagged: false, failed: true, durationMs: 0 }));
  }

  /** A guardrail has spoken: nothing more goes out. */
  #stop(said: GuardrailStop | undefined): void {
    this.#ended = true;
    this.#held.clear();
    const stop = said ?? this.#tell();
    if (said !== undefined) this.#tell();
    this.#options.onStop();
    if (stop !== undefined) this.#options.next.fail({ kind: 'guardrail', stop });
  }

  /** Writes down what those that search have found. */
  #tell(): GuardrailStop | undefined {
    let first: GuardrailStop | undefined;
    for (const [guard, { findings, durationMs, failed }] of this.#searching) {
      const flagged = Object.keys(findings).length > 0;
      const stop = this.#options.report.add(guard, { flagged, failed, findings, durationMs });
      first ??= stop;
    }
    return first;
  }
}
