import { isRecord } from '../../core/llm/facts.ts';
import { SCHEMA_CHECK } from '../../core/llm/observation.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { AppRequest } from '../request/app-request.ts';
import { memberText } from '../request/json-body.ts';
import type { EvaluableAnswer, SchemaCheck } from './job.ts';

/** What to check in the answer to a request: the format that the app asked for, and what the version declares. */
export function checksFor(request: AppRequest, config: RouteVersionConfig): readonly SchemaCheck[] {
  if (request.endpoint.form === undefined) return [];
  const requested = formatCheck(requestedFormat(request, config));
  const declared = config.evaluators.map(({ name, schema }) => ({ name, schema: JSON.stringify(schema) }));
  return requested === undefined ? declared : [requested, ...declared];
}

/** An answer to the request as it is to be evaluated. */
export function evaluable(
  { endpoint: { form }, streamed }: AppRequest,
  bytes: readonly Buffer[],
  checks: readonly SchemaCheck[],
): EvaluableAnswer | undefined {
  return form && { form: streamed ? form.streamed : form.plain, bytes, checks };
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
  if (format['type'] === 'json_object') return { name: SCHEMA_CHECK };
  if (format['type'] !== 'json_schema' || !isRecord(format['json_schema'])) return undefined;
  const schema = format['json_schema']['schema'];
  return isRecord(schema) ? { name: SCHEMA_CHECK, schema: JSON.stringify(schema) } : { name: SCHEMA_CHECK };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
