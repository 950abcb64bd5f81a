import { isRecord } from '../../core/llm/completion.ts';
import { SCHEMA_CHECK } from '../../core/llm/observation.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import { type ChatRequest, memberText } from '../request/chat-request.ts';
import type { SchemaCheck } from './job.ts';

/** What to check in the answer to a request: the format that the app asked for, and what the version declares. */
export function checksFor(request: ChatRequest, config: RouteVersionConfig): readonly SchemaCheck[] {
  const requested = formatCheck(requestedFormat(request, config));
  const declared = config.evaluators.map(({ name, schema }) => ({ name, schema: JSON.stringify(schema) }));
  return requested === undefined ? declared : [requested, ...declared];
}

/** The version's own format where it sets one, as in the request that the provider gets. */
function requestedFormat(request: ChatRequest, config: RouteVersionConfig): unknown {
  if ('response_format' in config.params) return config.params['response_format'];
  const text = memberText(request, 'response_format');
  return text === undefined ? undefined : parsed(text);
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
