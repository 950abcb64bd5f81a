import { isRecord } from '../../../core/llm/facts.ts';

type Fields = Record<string, unknown>;

/** A whole message as a chat completion, or `undefined` where the JSON is none. */
export function completionOf(json: unknown, created: number): Fields | undefined {
  if (!isRecord(json) || json['type'] !== 'message' || !Array.isArray(json['content'])) return undefined;
  const { id, model, stop_reason: stop, usage } = json;
  if (typeof stop !== 'string') return undefined;
  const blocks = json['content'].filter(isRecord);
  const texts = blocks.filter(({ type }) => type === 'text').map(({ text }) => String(text));
  const thoughts = blocks.filter(({ type }) => type === 'thinking').map(({ thinking }) => String(thinking));
  const calls = blocks.filter(({ type }) => type === 'tool_use').map(toolCall);
  const message = {
    role: 'assistant',
    content: texts.length === 0 ? null : texts.join(''),
    refusal: null,
    ...(thoughts.length > 0 && { reasoning_content: thoughts.join('') }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason(stop) };
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [choice],
    ...(isRecord(usage) && { usage: usageOf(usage) }),
  };
}

function toolCall({ id, name, input }: Fields): Fields {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } };
}

const FINISH_REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  pause_turn: 'length',
  refusal: 'content_filter',
};

/** A reason that is not known yet is told as it is: calling it a proper end could hide that the answer was cut. */
export function finishReason(stop: string): string {
  return FINISH_REASONS[stop] ?? stop;
}

/** OpenAI counts what was read from and written to the cache among the prompt's tokens, Anthropic beside them. */
export function usageOf(usage: Fields): Fields {
  const read = count(usage['cache_read_input_tokens']);
  const written = count(usage['cache_creation_input_tokens']);
  const prompt = count(usage['input_tokens']) + read + written;
  const completion = count(usage['output_tokens']);
  const details = isRecord(usage['output_tokens_details']) ? usage['output_tokens_details'] : {};
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written },
    ...(typeof details['thinking_tokens'] === 'number' && {
      completion_tokens_details: { reasoning_tokens: details['thinking_tokens'] },
    }),
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
}
