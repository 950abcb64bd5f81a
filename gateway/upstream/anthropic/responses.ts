import { isRecord } from '../../../core/llm/facts.ts';
import { type TranslatedCall, Untranslatable } from '../provider/provider.ts';
import { type ChatOptions, messagesRequest, parseRequest } from './chat.ts';
import { MessageStream } from './message-stream.ts';
import { ResponseEvents } from './response-events.ts';
import { responseOf } from './response-object.ts';

type Fields = Record<string, unknown>;

/**
 * A response as a call to Messages. Its request becomes that of a chat completion first, which has a counterpart there.
 * @throws Untranslatable where it asks for what Messages do not offer: above all what a provider would keep
 */
export function translateResponse(body: Buffer, { defaultMaxTokens, nowMs }: ChatOptions): TranslatedCall {
  const request = chatRequest(parseRequest(body));
  const created = Math.floor(nowMs / 1_000);
  return {
    body: Buffer.from(JSON.stringify(messagesRequest(request, defaultMaxTokens))),
    answer: (json) => responseOf(json, created),
    events: () => new MessageStream(new ResponseEvents(created)),
  };
}

/** What Messages can not do, with what each may hold because it asks for nothing. */
const UNKNOWN: Readonly<Record<string, (value: unknown) => boolean>> = {
  previous_response_id: () => false,
  conversation: () => false,
  background: (value) => value === false,
  prompt: () => false,
  truncation: (value) => value === 'disabled',
  max_tool_calls: () => false,
  // Asks for what a stateless app sends back; reasoning is not taken back here.
  include: (value) => Array.isArray(value) && value.every((part) => part === 'reasoning.encrypted_content'),
};

function chatRequest(request: Fields): Fields {
  for (const [name, asksNothing] of Object.entries(UNKNOWN)) {
    const value = request[name] ?? undefined;
    if (value !== undefined && !asksNothing(value))
      throw new Untranslatable(name, `can not do what "${name}" asks for.`);
  }
  const {
    input,
    instructions,
    max_output_tokens: most,
    tools,
    tool_choice: choice,
    text,
    reasoning,
    ...same
  } = request;
  const own = Object.entries(same).filter(([name]) => !(name in UNKNOWN));
  const system = typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : [];
  return {
    ...Object.fromEntries(own),
    messages: [...system, ...messagesOf(input)],
    ...((most ?? undefined) !== undefined && { max_completion_tokens: most }),
    ...(Array.isArray(tools) && { tools: tools.map(chatTool) }),
    ...((choice ?? undefined) !== undefined && { tool_choice: chatToolChoice(choice) }),
    ...textOptions(text),
    ...(isRecord(reasoning) && { reasoning_effort: reasoning['effort'] }),
  };
}

function messagesOf(input: unknown): unknown[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  if (!Array.isArray(input)) throw new Untranslatable('input', 'needs "input" as a text or a list.');
  return input.flatMap((item, index) => messageOf(item, `input[${index}]`));
}

function messageOf(item: unknown, param: string): unknown[] {
  if (!isRecord(item)) throw new Untranslatable(param, `can not read ${param}: it is no object.`);
  const { type = 'message', role, content, call_id: id, name } = item;
  if (type === 'message') return [{ role, content: Array.isArray(content) ? content.map(chatPart) : content }];
  if (type === 'function_call') {
    const call = { id, type: 'function', function: { name, arguments: item['arguments'] } };
    return [{ role: 'assistant', content: null, tool_calls: [call] }];
  }
  if (type === 'function_call_output') {
    const { output } = item;
    return [{ role: 'tool', tool_call_id: id, content: Array.isArray(output) ? output.map(chatPart) : output }];
  }
  if (type === 'reasoning') return [];
  const what = typeof type === 'string' ? type.slice(0, 64) : 'unknown';
  throw new Untranslatable(param, `can not take an item of the type "${what}" as it stands in ${param}.`);
}

function chatPart(part: unknown): unknown {
  if (!isRecord(part)) return part;
  const { type, text, image_url: url } = part;
  if (type === 'input_text' || type === 'output_text') return { type: 'text', text };
  if (type === 'input_image' && typeof url === 'string') return { type: 'image_url', image_url: { url } };
  if (type === 'input_file')
    return { type: 'file', file: { file_data: part['file_data'], filename: part['filename'] } };
  return part;
}

function chatTool(tool: unknown): unknown {
  if (!isRecord(tool) || tool['type'] !== 'function') return tool;
  const { type, cache_control: control, ...made } = tool;
  return { type, function: made, ...(isRecord(control) && { cache_control: control }) };
}

function chatToolChoice(choice: unknown): unknown {
  if (!isRecord(choice) || choice['type'] !== 'function') return choice;
  return { type: 'function', function: { name: choice['name'] } };
}

function textOptions(text: unknown): Fields {
  if (!isRecord(text)) return {};
  const { format, verbosity } = text;
  const wanted = isRecord(format) && format['type'] === 'json_schema' ? { ...format, json_schema: format } : format;
  return {
    ...((format ?? undefined) !== undefined && { response_format: wanted }),
    ...((verbosity ?? undefined) !== undefined && { verbosity }),
  };
}
