import { isRecord } from '../../core/llm/facts.ts';
import type { Choice, ToolCall } from './choices.ts';
import type { ToolCallsCheck, Verdict } from './job.ts';
import type { Schemas } from './schemas.ts';

/** By the name of each tool that may be called: the JSON text of its parameters' schema, where it has one. */
type Tools = ReadonlyMap<string, { readonly schema: string | undefined; readonly isCustom: boolean }>;

/** Whether all that the answer calls is there and gets arguments that it can take. */
export function checkToolCalls(check: ToolCallsCheck, { toolCalls }: Choice, schemas: Schemas): Verdict | undefined {
  if (toolCalls.length === 0) return check.required ? 'fail' : undefined;
  const tools = toolsOf(check.tools);
  const verdicts = toolCalls.map((call) => checkCall(call, tools, schemas));
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes(undefined) ? undefined : 'pass';
}

function checkCall(call: ToolCall, tools: Tools, schemas: Schemas): Verdict | undefined {
  const tool = tools.get(call.name);
  if (tool === undefined) return 'fail';
  if (tool.isCustom) return 'pass';
  // A call of a tool without parameters may come without arguments.
  return schemas.check(tool.schema, call.arguments.trim() === '' ? '{}' : call.arguments);
}

/** As chat completions nest them (`function`), and as responses write them flat. */
function toolsOf(text: string | undefined): Tools {
  const listed: unknown = text === undefined ? [] : JSON.parse(text);
  const tools = new Map<string, { schema: string | undefined; isCustom: boolean }>();
  for (const entry of Array.isArray(listed) ? listed.filter(isRecord) : []) {
    const nested = entry['function'] ?? entry['custom'];
    const tool = isRecord(nested) ? nested : entry;
    const { name, parameters } = tool;
    if (typeof name !== 'string') continue;
    const schema = isRecord(parameters) ? JSON.stringify(parameters) : undefined;
    tools.set(name, { schema, isCustom: entry['type'] === 'custom' });
  }
  return tools;
}
