import { isRecord } from '../../../core/llm/facts.ts';
import { Untranslatable } from '../provider/provider.ts';
import type { Block } from './content.ts';

type Fields = Record<string, unknown>;

interface OutputFormat {
  /** Members of `output_config`. */
  readonly output?: Fields;
  /** What the model is told where nothing else binds it. */
  readonly instruction?: Block;
}

const JSON_ONLY = 'Answer with one JSON object and nothing else: no text before or after it, no code fence.';

/**
 * A schema becomes Anthropic's structured output, which binds the model as OpenAI's does. A JSON object of any shape has
 * no counterpart there: the model is told.
 */
export function formatOf(format: unknown): OutputFormat {
  if (format === null || format === undefined) return {};
  const type = isRecord(format) ? format['type'] : undefined;
  if (type === 'text') return {};
  if (type === 'json_object') return { instruction: { type: 'text', text: JSON_ONLY } };
  const wanted = isRecord(format) && type === 'json_schema' ? format['json_schema'] : undefined;
  if (!isRecord(wanted) || !isRecord(wanted['schema']))
    throw new Untranslatable('response_format', 'does not know this "response_format".');
  return { output: { format: { type: 'json_schema', schema: fittedSchema(wanted['schema']) } } };
}

/** What Anthropic refuses in a schema that binds the model. */
const NOT_BINDING = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'patternProperties',
]);
const BY_NAME = new Set(['properties', '$defs', 'definitions']);
const AS_THEY_ARE = new Set(['enum', 'const', 'default', 'required', 'examples']);

/**
 * The schema with what binds the model there: bounds of numbers and lengths are left out, objects are closed. The
 * answer is still checked against the app's whole schema (`schema_invalid_rate`).
 */
export function fittedSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(fittedSchema);
  if (!isRecord(schema)) return schema;
  const fitted: Fields = {};
  for (const [name, value] of Object.entries(schema)) {
    if (NOT_BINDING.has(name) || (name === 'minItems' && Number(value) > 1)) continue;
    if (AS_THEY_ARE.has(name)) fitted[name] = value;
    else if (BY_NAME.has(name) && isRecord(value))
      fitted[name] = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fittedSchema(inner)]));
    else fitted[name] = fittedSchema(value);
  }
  if (fitted['type'] === 'object') fitted['additionalProperties'] = false;
  return fitted;
}
