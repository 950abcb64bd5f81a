import type { Member } from '../../core/llm/json-layout.ts';
import type { CallFacts, StatedError } from '../../core/llm/facts.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { AnswerForm } from '../evaluation/job.ts';
import type { JsonBody } from '../request/json-body.ts';

/**
 * A kind of call to a model: what of it is its own. Keys, routes, arms, limits, retries, fallbacks, mirrors and outcomes
 * are the same for all.
 */
export interface Endpoint {
  /** Below `/v1` of the gateway, and below the base URL of a provider. */
  readonly path: string;
  /** `gen_ai.operation.name` of OpenTelemetry's conventions. */
  readonly operation: string;

  /** The field that is the request itself: no version's `params` sets it. */
  readonly content: string;
  /** The fields that hold what a model reads as the app's words; guardrails read these. */
  readonly texts: readonly string[];
  /** Whether the provider tells the usage of a stream only when asked to by `stream_options`. */
  readonly asksForUsage: boolean;
  /** Fields that are context for the gateway and that providers refuse here. `store` is what they will get of it. */
  withheld(store: unknown): ReadonlySet<string>;
  /** How a version's prompt goes into a request, by the field that changes; absent where a prompt has no place. */
  readonly promptEdits?: (prompt: Prompt) => ReadonlyMap<string, ValueEdit>;
  /** The format that a request's own fields, or a version's `params`, ask of the answer, as chat completions write it. */
  readonly requestedFormat?: (field: (name: string) => unknown) => unknown;
  /** Whether a copy of the request changes nothing but what is paid; any may be mirrored where nothing is said. */
  readonly mayBeMirrored?: (body: JsonBody) => boolean;

  /** What its answer is called in a sentence. */
  readonly answerName: string;
  /** The facts of a whole answer, or `undefined` where the JSON is none. */
  facts(json: unknown): CallFacts | undefined;
  /** Absent where answers are never streamed. */
  readonly events?: EventReader;
  /** How evaluators find the text in an answer; absent where there is none. */
  readonly form?: { readonly plain: AnswerForm; readonly streamed: AnswerForm };
}

export type Prompt = NonNullable<RouteVersionConfig['prompt']>;

/** The JSON that a field shall have, in pieces; none where the field shall stay away. `member` is absent where it is not there. */
export type ValueEdit = (body: JsonBody, member: Member | undefined) => readonly Buffer[];

/** How the events of a streamed answer are read. */
export interface EventReader {
  /** Matches whatever may hold an event that has to be read once the answer has begun; all else passes unread. */
  readonly telling: RegExp;
  /** Adds what the payload of one event says to the facts. */
  read(facts: CallFacts, data: string): EventMeaning;
  /** The event that tells a client that the stream broke. */
  errorEvent(error: StatedError): string;
}

export type EventMeaning =
  /** Something of the answer itself. */
  | 'content'
  /** Nothing that concerns the gateway. */
  | 'other'
  /** Nothing that a client should get. */
  | 'withheld'
  /** Usage, for a client that asked for it. */
  | 'usage'
  /** The answer is complete. */
  | 'end'
  /** The stream ends with an error in the place of what is missing. `told` where the event itself is the answer's proper end. */
  | { readonly error: StatedError; readonly told: boolean };
