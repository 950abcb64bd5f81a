import { isRecord } from '../../core/llm/facts.ts';
import type { TokenUsage } from '../../core/llm/outcome.ts';
import type { Run } from '../upstream/run.ts';

/** Of UTF-8, over languages and code: within a quarter of what the tokenisers of current models count. */
const BYTES_PER_TOKEN = 4;
/** Images and files in the text of a request: they are not counted by their length. */
const DATA_URL = /"data:[^"]*"/g;
const TEXT_FIELDS: ReadonlySet<string> = new Set([
  'arguments',
  'content',
  'input',
  'reasoning',
  'reasoning_content',
  'refusal',
  'text',
]);

type EstimatedRun = Pick<Run, 'endpoint' | 'body' | 'result'> & { readonly call: Pick<Run['call'], 'contentEvents'> };

/**
 * The tokens of a whole answer whose provider states none: a token for each four bytes of text, in a stream one for each
 * event. `undefined` where an answer holds no text. It reads the request and the answer once more, which only such calls pay.
 */
export function estimatedUsage({ endpoint, body, call, result }: EstimatedRun): TokenUsage | undefined {
  if (endpoint.form === undefined || result.kind === 'failure') return undefined;
  const promptTokens = tokens(body.toString('latin1').replaceAll(DATA_URL, '').length);
  const completionTokens = result.kind === 'stream' ? call.contentEvents : tokens(plainBytes(result.text));
  return { promptTokens, completionTokens, estimated: true };
}

function plainBytes(latin1: string): number {
  return textBytes(JSON.parse(Buffer.from(latin1, 'latin1').toString('utf8')), false);
}

/** Beyond this depth nobody writes an answer. */
const MAX_DEPTH = 64;

function textBytes(value: unknown, isText: boolean, depth = 0): number {
  if (depth > MAX_DEPTH) return 0;
  if (typeof value === 'string') return isText ? Buffer.byteLength(value) : 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + textBytes(entry, isText, depth + 1), 0);
  if (!isRecord(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [name, entry]) => sum + textBytes(entry, TEXT_FIELDS.has(name), depth + 1),
    0,
  );
}

function tokens(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}
