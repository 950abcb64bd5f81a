import { isRecord } from '../../../core/llm/facts.ts';
import { Untranslatable } from '../provider/provider.ts';
import { type Block, contentBlocks, textBlocks } from './content.ts';

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: Block[];
}

export interface Turns {
  readonly system: readonly Block[];
  readonly messages: readonly Turn[];
}

/**
 * OpenAI's messages as Anthropic's turns. Instructions (system and developer) stand apart and go to the front, wherever
 * they stood; results of tools are the user's; neighbours of one role become one turn, as the results of several calls
 * must.
 */
export function turnsOf(messages: unknown): Turns {
  if (!Array.isArray(messages)) throw new Untranslatable('messages', 'needs "messages" as a list.');
  const system: Block[] = [];
  const turns: Turn[] = [];
  const add = (role: Turn['role'], content: readonly Block[]): void => {
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content: [...content] });
  };
  for (const [index, message] of messages.entries()) {
    const param = `messages[${index}]`;
    if (!isRecord(message)) throw new Untranslatable(param, `can not read ${param}: it is no object.`);
    const { role, content } = message;
    if (role === 'system' || role === 'developer') system.push(...textBlocks(content, param));
    else if (role === 'user') add('user', contentBlocks(content, param));
    else if (role === 'assistant') add('assistant', assistantBlocks(message, param));
    else if (role === 'tool') add('user', [toolResult(message, param)]);
    else throw new Untranslatable(param, `does not know the role of ${param}.`);
  }
  return { system, messages: turns };
}

function assistantBlocks(message: Record<string, unknown>, param: string): Block[] {
  if ((message['function_call'] ?? undefined) !== undefined || (message['audio'] ?? undefined) !== undefined)
    throw new Untranslatable(param, `can not take a function_call or audio in ${param}.`);
  const calls = message['tool_calls'];
  const refusal = typeof message['refusal'] === 'string' ? message['refusal'] : null;
  const text = textBlocks(message['content'] ?? refusal, param);
  return [...text, ...(Array.isArray(calls) ? calls : []).map((call) => toolUse(call, param))];
}

function toolUse(call: unknown, param: string): Block {
  const made = isRecord(call) ? call['function'] : undefined;
  if (!isRecord(call) || !isRecord(made))
    throw new Untranslatable(param, `knows calls of functions only, unlike ${param}.tool_calls.`);
  return { type: 'tool_use', id: toolId(call['id']), name: made['name'], input: inputOf(made['arguments'], param) };
}

function inputOf(text: unknown, param: string): Record<string, unknown> {
  if (text === '') return {};
  try {
    const input: unknown = JSON.parse(String(text));
    if (isRecord(input)) return input;
  } catch {
    // Told below.
  }
  throw new Untranslatable(param, `takes arguments that are a JSON object only, unlike those in ${param}.tool_calls.`);
}

function toolResult({ tool_call_id: id, content }: Record<string, unknown>, param: string): Block {
  return { type: 'tool_result', tool_use_id: toolId(id), content: contentBlocks(content, param) };
}

/** Anthropic's ids are of fewer characters than some providers'. Calls and their results still find each other. */
function toolId(id: unknown): string {
  return String(id).replaceAll(/[^A-Za-z0-9_-]/g, '_');
}
