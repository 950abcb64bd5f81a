import { isRecord } from '../../../core/llm/facts.ts';
import { type TranslatedCall, Untranslatable } from '../provider/provider.ts';
import { completionOf } from './answer.ts';
import { ChatChunks } from './chat-chunks.ts';
import { MessageStream } from './message-stream.ts';
import { turnsOf } from './messages.ts';
import { formatOf } from './output-format.ts';
import { toolChoiceOf, toolsOf } from './tools.ts';

export interface ChatOptions {
  readonly defaultMaxTokens: number;
  readonly nowMs: number;
}

/**
 * A chat completion as a call to Messages.
 * @throws Untranslatable where it asks for what Messages do not offer
 */
export function translateChat(body: Buffer, { defaultMaxTokens, nowMs }: ChatOptions): TranslatedCall {
  const request = parseRequest(body);
  const created = Math.floor(nowMs / 1_000);
  return {
    body: Buffer.from(JSON.stringify(messagesRequest(request, defaultMaxTokens))),
    answer: (json) => completionOf(json, created),
    events: () => new MessageStream(new ChatChunks(created)),
  };
}

type Fields = Record<string, unknown>;

/** Fields that are hints, or of the gateway's own: an answer without them is no other answer. */
const LEFT_OUT = [
  'stream_options',
  'store',
  'metadata',
  'seed',
  'prediction',
  'prompt_cache_key',
  'prompt_cache_retention',
  'service_tier',
];

/** Fields that Messages do not know, with what they may hold nevertheless because it asks for nothing. */
const UNKNOWN: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: (value) => value === 1,
  logprobs: (value) => value === false,
  top_logprobs: (value) => value === 0,
  logit_bias: (value) => isRecord(value) && Object.keys(value).length === 0,
  presence_penalty: (value) => value === 0,
  frequency_penalty: (value) => value === 0,
  modalities: (value) => Array.isArray(value) && value.every((modality) => modality === 'text'),
  verbosity: (value) => value === 'medium',
  audio: () => false,
  functions: () => false,
  function_call: () => false,
  web_search_options: () => false,
};

/** Fields that become others below; all else goes on as it is, so that a version's `params` may hold Anthropic's own. */
const TRANSLATED = [
  'messages',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'user',
  'safety_identifier',
  'output_config',
  ...LEFT_OUT,
  ...Object.keys(UNKNOWN),
];

/** The body of a call to Messages for the request of a chat completion. */
export function messagesRequest(request: Fields, defaultMaxTokens: number): Fields {
  refuseUnknown(request);
  const { system, messages } = turnsOf(request['messages']);
  const format = formatOf(request['response_format']);
  const instructions = format.instruction === undefined ? system : [...system, format.instruction];
  const tools = toolsOf(request['tools']);
  const stop = request['stop'] ?? undefined;
  const output = { ...outputConfig(request), ...format.output };
  const own = Object.entries(request).filter(([name, value]) => value !== null && !TRANSLATED.includes(name));
  return {
    ...Object.fromEntries(own),
    max_tokens: request['max_completion_tokens'] ?? request['max_tokens'] ?? defaultMaxTokens,
    ...(instructions.length > 0 && { system: instructions }),
    messages,
    ...(stop !== undefined && { stop_sequences: Array.isArray(stop) ? stop : [stop] }),
    ...(tools !== undefined && { tools, ...toolChoiceOf(request) }),
    ...(Object.keys(output).length > 0 && { output_config: output }),
    ...(request['reasoning_effort'] === 'none' && { thinking: { type: 'disabled' } }),
    ...callerOf(request),
  };
}

function refuseUnknown(request: Fields): void {
  for (const [name, asksNothing] of Object.entries(UNKNOWN)) {
    const value = request[name] ?? undefined;
    if (value !== undefined && !asksNothing(value))
      throw new Untranslatable(name, `can not do what "${name}" asks for.`);
  }
  const temperature = request['temperature'];
  if (typeof temperature === 'number' && temperature > 1)
    throw new Untranslatable('temperature', `takes a "temperature" of at most 1, not ${temperature}.`);
}

/** OpenAI's lowest efforts have no counterpart below `low`. */
const EFFORTS: Readonly<Record<string, string>> = { minimal: 'low' };

function outputConfig({ reasoning_effort: effort, output_config: own }: Fields): Fields {
  const config = isRecord(own) ? own : {};
  return typeof effort === 'string' && effort !== 'none' ? { ...config, effort: EFFORTS[effort] ?? effort } : config;
}

const MAX_USER_LENGTH = 256;

function callerOf({ safety_identifier: safety, user }: Fields): Fields {
  const caller = safety ?? user;
  const fits = typeof caller === 'string' && caller !== '' && caller.length <= MAX_USER_LENGTH;
  return fits ? { metadata: { user_id: caller } } : {};
}

export function parseRequest(body: Buffer): Fields {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    if (isRecord(json)) return json;
  } catch {
    // Told below: the place in the text is of no use, since the gateway has edited it.
  }
  throw new Untranslatable('messages', 'can not be asked: the request is not valid JSON.');
}
