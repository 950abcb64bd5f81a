import { isRecord } from '../../core/llm/facts.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { badRequest } from '../http/api-error.ts';
import { type JsonBody, memberValue, readJsonBody } from './json-body.ts';

/** An app's request to a model, read only as far as the gateway needs it. What it does not know, it does not touch. */
export interface AppRequest extends JsonBody {
  readonly endpoint: Endpoint;
  readonly model: string;
  readonly streamed: boolean;
  /** Whether the app asked for the usage chunk of a stream. */
  readonly wantsUsage: boolean;
  /** What the app says of storing the answer with the provider. */
  readonly store: unknown;
}

/** @throws ApiError 400 for a body that is no JSON object, or names no model */
export function readAppRequest(endpoint: Endpoint, bytes: Buffer): AppRequest {
  const body = readJsonBody(bytes);
  refuseOtherSpellings(body, endpoint);
  const model = memberValue(body, 'model');
  if (typeof model !== 'string' || model === '')
    throw badRequest('The request names no model: give the name of a route as "model".', 'missing_model', 'model');
  const streamed = endpoint.events !== undefined && memberValue(body, 'stream') === true;
  return {
    body: body.body,
    text: body.text,
    members: body.members,
    endpoint,
    model,
    streamed,
    wantsUsage: streamed && wantsUsage(body),
    store: memberValue(body, 'store'),
  };
}

const KNOWN = new Set(['model', 'stream', 'messages', 'input', 'prompt', 'instructions', 'system', 'tools', 'store']);

/**
 * Some providers read names whatever their letters' case (Go's JSON does): `Model` would be a second `model` there, which
 * no route has chosen and no guardrail has read. Other names that are not known pass as they are.
 */
function refuseOtherSpellings({ members }: JsonBody, { content }: Endpoint): void {
  for (const { name } of members) {
    if (PLAIN.test(name)) continue;
    // The body is held byte by byte, but a name may also come escaped.
    const spellings = [name, Buffer.from(name, 'latin1').toString('utf8')].map(folded);
    const meant = spellings.find((spelling) => KNOWN.has(spelling) || spelling === content);
    if (meant === undefined) continue;
    const message = `A field of the request is "${meant}" in another case, which some providers take for "${meant}" itself.`;
    throw badRequest(message, 'misspelt_field', meant);
  }
}

/** Both ways: the long s and the Kelvin sign are letters of ASCII in one of them only. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
}

const PLAIN = /^[a-z0-9_]*$/;

function wantsUsage(body: JsonBody): boolean {
  const options = memberValue(body, 'stream_options');
  return isRecord(options) && options['include_usage'] === true;
}
