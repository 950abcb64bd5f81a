import type { ProviderConfig } from '../../../core/route/provider.ts';
import type { Endpoint, EventReader } from '../../endpoint/endpoint.ts';

/** What is one kind of provider's own. Connections, time limits, retries and outcomes are the same for all. */
export interface Provider {
  /** How it is told who calls, as names and values in turns. `key` is absent where the configuration names none. */
  headers(key: string | undefined): readonly string[];
  /** How calls to a model of it are made; `undefined` where it has no such endpoint. */
  wire(config: ProviderConfig, model: string, endpoint: Endpoint): Wire | undefined;
}

/** How calls to one endpoint of one model are made. The gateway itself speaks OpenAI's format only. */
export interface Wire {
  /** Path and query. */
  readonly path: string;
  /** How the events of a stream are read, where it is not as the endpoint says. */
  readonly events?: EventReader;
  /** The body of an error answer in OpenAI's shape, where the provider has one of its own; `undefined` keeps it. */
  readonly error?: (status: number, json: unknown) => object | undefined;
  /** Absent where the provider speaks OpenAI's format: then bytes pass as they are. */
  readonly translate?: Translate;
}

/**
 * Puts a request into the provider's words.
 * @throws Untranslatable where it asks for what the provider can not do
 */
export type Translate = (body: Buffer, nowMs: number) => TranslatedCall;

export interface TranslatedCall {
  readonly body: Buffer;
  /** The answer in OpenAI's words, or `undefined` where the JSON is none. */
  answer(json: unknown): object | undefined;
  /** For one streamed answer. */
  events(): EventTranslator;
}

/** Turns a provider's events, in whatever pieces they come, into OpenAI's. */
export interface EventTranslator {
  push(chunk: Buffer): Buffer;
}

/** The request holds something that the provider has no words for. The message is for the app. */
export class Untranslatable extends Error {
  /** The field of the request. */
  readonly param: string;

  constructor(param: string, message: string) {
    super(message);
    this.name = 'Untranslatable';
    this.param = param;
  }
}
