import type { IncomingHttpHeaders } from 'node:http';
import { type CallFacts, type StatedError, statedError } from '../../core/llm/facts.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { UpstreamFailure } from './failure.ts';
import type { TranslatedCall, Wire } from './provider/provider.ts';

/** An answer with another status than 2xx. */
interface ErrorAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * The facts of a 2xx answer, or why it is none: an app must never get what its client cannot read. `text` has one
 * character for each byte: nothing that is read here needs more, and JSON's own characters are the same.
 */
export function readAnswer(endpoint: Endpoint, status: number, text: string): CallFacts | UpstreamFailure {
  const json = parseJson(text);
  const facts = endpoint.facts(json);
  if (facts !== undefined) return facts;
  const stated = statedError(json);
  return invalid(status, stated?.message ?? `The answer is no ${endpoint.answerName}.`, stated);
}

/** A 2xx answer in OpenAI's words, with one character for each byte, or why it is none. */
export function translatedAnswer(translated: TranslatedCall, status: number, body: Buffer): string | UpstreamFailure {
  const json = parseJson(body.toString('utf8'));
  const answer = translated.answer(json);
  if (answer !== undefined) return Buffer.from(JSON.stringify(answer)).toString('latin1');
  const stated = statedError(json);
  return invalid(status, stated?.message ?? 'The answer is none that the provider documents.', stated);
}

/** The failure that an answer with another status than 2xx is. */
export function readError(wire: Wire | undefined, { status, headers, body: raw }: ErrorAnswer): UpstreamFailure {
  const json = parseJson(raw.toString('utf8'));
  const own = wire?.error?.(status, json);
  const body = own === undefined ? raw : Buffer.from(JSON.stringify(own));
  const stated = statedError(own ?? json);
  const retryAfter = headerText(headers, 'retry-after');
  const retryAfterMs = headerText(headers, 'retry-after-ms');
  return {
    kind: 'status',
    status,
    body,
    headers: { ...(retryAfter && { retryAfter }), ...(retryAfterMs && { retryAfterMs }) },
    ...(stated && { stated }),
  };
}

/** Why a 2xx answer with these headers is not worth reading, or `undefined`. */
export function unreadable(
  status: number,
  headers: IncomingHttpHeaders,
  streamed: boolean,
): UpstreamFailure | undefined {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    return invalid(status, `The answer is encoded as ${encoding}, which was not asked for.`);
  const type = headers['content-type'] ?? '';
  if (streamed && /json|html/i.test(type)) return invalid(status, `A stream was asked for, the answer is ${type}.`);
  return undefined;
}

export function invalid(status: number, message: string, stated?: StatedError): UpstreamFailure {
  return { kind: 'invalid', status, message, ...(stated && { stated }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
