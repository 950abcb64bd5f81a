import { callCostUsd } from '../../core/llm/cost.ts';
import type { Use } from '../../core/limits/amounts.ts';
import type { ModelPrice } from '../../core/route/provider.ts';
import type { AppRequest } from '../request/app-request.ts';
import { memberValue } from '../request/json-body.ts';

/** What an answer is taken to need where neither the app nor the version bounds it. */
const DEFAULT_ANSWER_TOKENS = 1_024;
const BYTES_PER_TOKEN = 4;
/** Images and sounds are not read as text. */
const TOKENS_OF_ENCODED = 1_000;
const SHORTEST_ENCODED = 2_048;
const MAX_ANSWERS = 128;
const ANSWER_LIMITS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'];

/** The most that a call is expected to use. What it did use takes its place once it is known. */
export function expectedUse(
  request: AppRequest,
  params: Readonly<Record<string, unknown>>,
  price: ModelPrice | undefined,
): Use {
  const promptTokens = promptTokensOf(request);
  const completionTokens = request.endpoint.events === undefined ? 0 : answerTokensOf(request, params);
  const usd = price === undefined ? 0 : callCostUsd(price, { promptTokens, completionTokens });
  return { requests: 1, tokens: promptTokens + completionTokens, usd };
}

function promptTokensOf({ body }: AppRequest): number {
  let bytes = body.length;
  let encoded = 0;
  for (const length of encodedRuns(body)) {
    bytes -= length;
    encoded += 1;
  }
  return Math.ceil(bytes / BYTES_PER_TOKEN) + encoded * TOKENS_OF_ENCODED;
}

/** The lengths of the long runs of base64. One pass over the bytes: a pattern would begin anew at each of them. */
function encodedRuns(body: Buffer): readonly number[] {
  const lengths: number[] = [];
  let start = 0;
  for (let at = 0; at <= body.length; at += 1) {
    if (at < body.length && IS_ENCODED[body[at] ?? 0] === 1) continue;
    if (at - start >= SHORTEST_ENCODED) lengths.push(at - start);
    start = at + 1;
  }
  return lengths;
}

const IS_ENCODED = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[A-Za-z0-9+/=_-]/.test(String.fromCharCode(code))),
);

function answerTokensOf(request: AppRequest, params: Readonly<Record<string, unknown>>): number {
  const field = (name: string): number | undefined => positive(params[name] ?? memberValue(request, name));
  const bounds = ANSWER_LIMITS.map(field).filter((bound) => bound !== undefined);
  const answers = Math.max(field('n') ?? 1, field('best_of') ?? 1);
  return (bounds.length === 0 ? DEFAULT_ANSWER_TOKENS : Math.max(...bounds)) * Math.min(answers, MAX_ANSWERS);
}

/** What is no sensible number bounds nothing; the provider refuses it anyway. */
function positive(value: unknown): number | undefined {
  if (typeof value !== 'number' || !(value >= 1)) return undefined;
  return Math.min(Math.ceil(value), Number.MAX_SAFE_INTEGER / 1e6);
}
