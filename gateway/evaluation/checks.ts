import type { EvaluatorSpec } from '../../core/evaluation/evaluator.ts';
import { isRecord } from '../../core/llm/facts.ts';
import { SCHEMA_CHECK } from '../../core/llm/observation.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { AppRequest } from '../request/app-request.ts';
import { memberText, memberValue } from '../request/json-body.ts';
import type { ServedVersion } from '../serving/serving.ts';
import type { Check, EvaluableAnswer, SchemaCheck } from './job.ts';

/** What to check in the answer to a request: the format that the app asked for, and what versions and release declare. */
export function checksFor(request: AppRequest, { config, evaluators }: ServedVersion): readonly Check[] {
  if (request.endpoint.form === undefined) return [];
  const requested = formatCheck(requestedFormat(request, config));
  if (evaluators.length === 0) return requested === undefined ? [] : [requested];
  const declared = evaluators.flatMap((evaluator) => checkOf(evaluator, request, config));
  return requested === undefined ? declared : [requested, ...declared];
}

/** An answer to the request as it is to be evaluated. */
export function evaluable(
  { endpoint: { form }, streamed }: AppRequest,
  bytes: readonly Buffer[],
  checks: readonly Check[],
): EvaluableAnswer | undefined {
  return form && { form: streamed ? form.streamed : form.plain, bytes, checks };
}

/** The evaluator with what it needs of the request; none where the request lacks what it compares with. */
function checkOf(evaluator: EvaluatorSpec, request: AppRequest, config: RouteVersionConfig): Check | [] {
  switch (evaluator.kind) {
    case 'json-schema':
      return { kind: 'json-schema', name: evaluator.name, schema: schemaText(evaluator.schema) };
    case 'tool-calls': {
      const tools = 'tools' in config.params ? JSON.stringify(config.params['tools']) : memberText(request, 'tools');
      return { ...evaluator, ...(tools !== undefined && { tools }) };
    }
    case 'match': {
      const expected = expectation(evaluator, request);
      return expected === undefined ? [] : { ...evaluator, expected };
    }
    case 'pattern':
    case 'length':
    case 'language':
    case 'refusal':
    case 'truncation':
      return evaluator;
  }
}

/** A version's schemas are written once: the same objects come with each of its calls. */
const schemaTexts = new WeakMap<object, string>();

function schemaText(schema: Readonly<Record<string, unknown>>): string {
  const known = schemaTexts.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema);
  schemaTexts.set(schema, text);
  return text;
}

function expectation({ expected }: EvaluatorSpec & { kind: 'match' }, request: AppRequest): string | undefined {
  if ('text' in expected) return expected.text;
  const metadata = memberValue(request, 'metadata');
  const value = isRecord(metadata) ? metadata[expected.metadata] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The version's own format where it sets one, as in the request that the provider gets. */
function requestedFormat(request: AppRequest, config: RouteVersionConfig): unknown {
  return request.endpoint.requestedFormat?.((name) => {
    if (name in config.params) return config.params[name];
    const text = memberText(request, name);
    return text === undefined ? undefined : parsed(text);
  });
}

function formatCheck(format: unknown): SchemaCheck | undefined {
  if (!isRecord(format)) return undefined;
  const check: SchemaCheck = { kind: 'json-schema', name: SCHEMA_CHECK };
  if (format['type'] === 'json_object') return check;
  if (format['type'] !== 'json_schema' || !isRecord(format['json_schema'])) return undefined;
  const schema = format['json_schema']['schema'];
  return isRecord(schema) ? { ...check, schema: JSON.stringify(schema) } : check;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
