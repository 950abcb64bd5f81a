import { isRecord } from '../../../core/llm/facts.ts';
import { finishReason, usageOf } from './answer.ts';

type Fields = Record<string, unknown>;

/** A whole message as a response, or `undefined` where the JSON is none. */
export function responseOf(json: unknown, created: number): Fields | undefined {
  if (!isRecord(json) || json['type'] !== 'message' || !Array.isArray(json['content'])) return undefined;
  const { id, model, stop_reason: stop, usage } = json;
  if (typeof stop !== 'string') return undefined;
  const output = json['content'].filter(isRecord).flatMap((block, index) => itemOf(block, `${String(id)}_${index}`));
  return responseObject({ id, model, created }, output, stop, isRecord(usage) ? usage : undefined);
}

export interface ResponseSource {
  readonly id: unknown;
  readonly model: unknown;
  readonly created: number;
}

/** A response; without a reason to stop, one that is still being made. */
export function responseObject(
  { id, model, created }: ResponseSource,
  output: readonly Fields[],
  stop: string | undefined,
  usage: Fields | undefined,
): Fields {
  const finish = stop === undefined ? undefined : finishReason(stop);
  const cut = finish === 'length' ? 'max_output_tokens' : finish === 'content_filter' ? finish : undefined;
  return {
    id: `resp_${String(id)}`,
    object: 'response',
    created_at: created,
    status: finish === undefined ? 'in_progress' : cut === undefined ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: cut === undefined ? null : { reason: cut },
    instructions: null,
    metadata: {},
    model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    store: false,
    temperature: null,
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    usage: usage === undefined ? null : responseUsage(usage),
  };
}

export function textItem(id: string, text: string, status: string): Fields {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', status, content: text === '' ? [] : [textPart(text)] };
}

export function textPart(text: string): Fields {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

export function reasoningItem(id: string, text: string): Fields {
  return { id: `rs_${id}`, type: 'reasoning', summary: text === '' ? [] : [{ type: 'summary_text', text }] };
}

export function callItem(id: string, call: Fields, status: string): Fields {
  return { id: `fc_${id}`, type: 'function_call', status, ...call };
}

function itemOf(block: Fields, id: string): Fields[] {
  const { type } = block;
  if (type === 'text') return [textItem(id, String(block['text']), 'completed')];
  if (type === 'thinking') return [reasoningItem(id, String(block['thinking']))];
  if (type !== 'tool_use') return [];
  const call = { call_id: block['id'], name: block['name'], arguments: JSON.stringify(block['input'] ?? {}) };
  return [callItem(id, call, 'completed')];
}

function responseUsage(usage: Fields): Fields {
  const { prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details, completion_tokens_details } =
    usageOf(usage);
  return {
    input_tokens: prompt_tokens,
    input_tokens_details: prompt_tokens_details,
    output_tokens: completion_tokens,
    output_tokens_details: completion_tokens_details ?? { reasoning_tokens: 0 },
    total_tokens,
  };
}
