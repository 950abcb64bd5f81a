import { isRecord } from '../../core/llm/facts.ts';
import type { AppRequest } from '../request/app-request.ts';
import { memberValue } from '../request/json-body.ts';

/* What routing asks of a request. */

/** The size of the prompt as it stands in the request. */
export function promptBytes({ members, endpoint }: AppRequest): number {
  const content = members.findLast(({ name }) => name === endpoint.content);
  return content === undefined ? 0 : content.valueEnd - content.valueStart;
}

/** The names of the tools; a tool without one goes by its type (`web_search`). */
export function offeredTools(request: AppRequest): readonly string[] {
  const tools = memberValue(request, 'tools');
  return Array.isArray(tools) ? tools.map(toolName) : [];
}

function toolName(tool: unknown): string {
  if (!isRecord(tool)) return '';
  const made = isRecord(tool['function']) ? tool['function'] : tool;
  return String(made['name'] ?? tool['type']);
}
