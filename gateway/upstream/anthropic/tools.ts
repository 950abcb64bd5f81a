import { isRecord } from '../../../core/llm/facts.ts';
import { Untranslatable } from '../provider/provider.ts';
import { fittedSchema } from './output-format.ts';

type Fields = Record<string, unknown>;

/** Function tools; `undefined` where there are none. */
export function toolsOf(tools: unknown): Fields[] | undefined {
  if (tools === null || tools === undefined) return undefined;
  if (!Array.isArray(tools)) throw new Untranslatable('tools', 'needs "tools" as a list.');
  return tools.length === 0 ? undefined : tools.map(toolOf);
}

function toolOf(tool: unknown, index: number): Fields {
  const made = isRecord(tool) && tool['type'] === 'function' ? tool['function'] : undefined;
  if (!isRecord(tool) || !isRecord(made))
    throw new Untranslatable(`tools[${index}]`, `knows tools of the type "function" only, unlike tools[${index}].`);
  const schema = isRecord(made['parameters']) ? made['parameters'] : { type: 'object', properties: {} };
  const strict = made['strict'] === true;
  return {
    name: made['name'],
    ...(typeof made['description'] === 'string' && { description: made['description'] }),
    input_schema: strict ? fittedSchema(schema) : schema,
    ...(strict && { strict: true }),
    ...(isRecord(tool['cache_control']) && { cache_control: tool['cache_control'] }),
  };
}

/** Whether and which tool is to be called. */
export function toolChoiceOf({ tool_choice: choice, parallel_tool_calls: parallel }: Fields): Fields {
  const one = parallel === false ? { disable_parallel_tool_use: true } : {};
  if (choice === 'none') return { tool_choice: { type: 'none' } };
  if (choice === 'required') return { tool_choice: { type: 'any', ...one } };
  if (choice === null || choice === undefined || choice === 'auto')
    return parallel === false ? { tool_choice: { type: 'auto', ...one } } : {};
  const named = isRecord(choice) && choice['type'] === 'function' ? choice['function'] : undefined;
  if (!isRecord(named)) throw new Untranslatable('tool_choice', 'does not know this "tool_choice".');
  return { tool_choice: { type: 'tool', name: named['name'], ...one } };
}
