import { addChunk } from '../../core/llm/completion.ts';
import { type CallFacts, isRecord, statedError } from '../../core/llm/facts.ts';
import { errorJson } from '../http/api-error.ts';
import type { EventReader } from './endpoint.ts';
import { eventObject, UNREADABLE } from './event-object.ts';

/** The events of chat completions and of legacy ones: unnamed chunks, then `[DONE]`. */
export const COMPLETION_EVENTS: EventReader = {
  // Quotes inside a JSON string are escaped, so none of these can be part of an answer's text.
  telling: /"finish_reason"\s*:\s*"|\[DONE\]|"usage"\s*:\s*\{|"error"\s*:|"refusal"\s*:\s*"/,
  read(facts: CallFacts, data: string) {
    if (data === '[DONE]') return 'end';
    const chunk = eventObject(data);
    if (chunk === undefined) return UNREADABLE;
    const error = statedError(chunk);
    if (error !== undefined) return { error, told: false };
    if (addChunk(facts, chunk)) return 'content';
    return isUsageOnly(chunk) ? 'usage' : 'other';
  },
  errorEvent: ({ message, type, code }) => `data: ${errorJson(message, type ?? 'server_error', code ?? null)}\n\n`,
};

function isUsageOnly(chunk: Record<string, unknown>): boolean {
  const choices = chunk['choices'];
  return isRecord(chunk['usage']) && (!Array.isArray(choices) || choices.length === 0);
}
