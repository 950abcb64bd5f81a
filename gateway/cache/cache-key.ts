import { hash } from 'node:crypto';
import { canonicalJson } from '../../core/json.ts';
import { isRecord } from '../../core/llm/facts.ts';

/**
 * Fields that do not change the answer, and `model`, which the route version stands for. Everything else is part of
 * the key, whether the gateway knows it or not.
 */
const NOT_PART_OF_KEY: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'stream_options',
  'user',
  'safety_identifier',
  'metadata',
  'store',
  'prompt_cache_key',
  'prompt_cache_retention',
  'service_tier',
]);

/** Whose answer it is. Nothing is shared between two that differ in any of it. */
export interface CacheScope {
  /** The key's tenant, else the key itself. */
  readonly owner: string;
  /** Route, version, and the release that the version is a candidate of. */
  readonly space: string;
  readonly endpoint: string;
  /** `plain`, `stream` or `stream+usage`: each is kept as it was sent. */
  readonly form: string;
}

export interface CacheKey {
  readonly exact: string;
  /** All but the last turn of the user, and that turn; absent where the request does not end with one in plain text. */
  readonly turn?: { readonly context: string; readonly text: string };
}

/**
 * The key of a request as the provider gets it: hashes of its canonical JSON, in which the order of members means
 * nothing. `undefined` where the body is no JSON object, or is nested too deeply.
 */
export function cacheKey(scope: CacheScope, body: Buffer, content: string): CacheKey | undefined {
  const request = parsed(body);
  if (request === undefined) return undefined;
  const fields = Object.fromEntries(Object.entries(request).filter(([name]) => !NOT_PART_OF_KEY.has(name)));
  try {
    return keyOf(scope, fields, content);
  } catch (error) {
    // Nested so deeply that it can not be walked through: the provider may take it all the same.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function keyOf(scope: CacheScope, fields: Record<string, unknown>, content: string): CacheKey {
  const exact = digest(scope, fields);
  const last = lastTurn(fields[content]);
  if (last === undefined) return { exact };
  const context = digest(scope, { ...fields, [content]: last.rest });
  return { exact, turn: { context, text: last.text } };
}

function digest({ owner, space, endpoint, form }: CacheScope, fields: object): string {
  return hash('sha256', JSON.stringify([owner, space, endpoint, form]) + canonicalJson(fields), 'hex');
}

interface LastTurn {
  readonly text: string;
  /** What the content is without the turn's text. */
  readonly rest: unknown;
}

/** The last message, where it is the user's and nothing but text; of a response also an input that is a text alone. */
function lastTurn(content: unknown): LastTurn | undefined {
  if (typeof content === 'string') return { text: content, rest: null };
  if (!Array.isArray(content)) return undefined;
  const last: unknown = content.at(-1);
  if (!isRecord(last) || last['role'] !== 'user') return undefined;
  const text = textOf(last['content']);
  return text === undefined
    ? undefined
    : { text, rest: [...(content.slice(0, -1) as unknown[]), { ...last, content: null }] };
}

function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content) || content.length === 0) return undefined;
  const texts = content.map((part: unknown) =>
    isRecord(part) && (part['type'] === 'text' || part['type'] === 'input_text') && typeof part['text'] === 'string'
      ? part['text']
      : undefined,
  );
  return texts.every((text) => text !== undefined) ? texts.join('\n') : undefined;
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  try {
    const text = body.toString('utf8');
    const json: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, keepLongNumbers) : JSON.parse(text);
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

const LONG_NUMBER = /\d{16}/;

/** Numbers of so many digits that a parser would take different ones for the same stay as they are written. */
function keepLongNumbers(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && LONG_NUMBER.test(context?.source ?? '') ? { number: context?.source } : value;
}
