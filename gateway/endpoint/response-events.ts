import { type CallFacts, isRecord, statedError, type StatedError } from '../../core/llm/facts.ts';
import { addResponse } from '../../core/llm/response.ts';
import type { EventMeaning, EventReader } from './endpoint.ts';
import { eventObject, UNREADABLE } from './event-object.ts';

/** The events of the Responses API: each names its type, and one of three ends the answer. There is no `[DONE]`. */
export const RESPONSE_EVENTS: EventReader = {
  telling: /"type"\s*:\s*"(?:response\.(?:completed|failed|incomplete)|error)"|"error"\s*:\s*[{"]|\[DONE\]/,
  read(facts: CallFacts, data: string): EventMeaning {
    const event = eventObject(data);
    if (event === undefined) return UNREADABLE;
    const { type } = event;
    if (type === 'error') return { error: errorOf(event), told: false };
    const error = statedError(event);
    if (error !== undefined) return { error, told: false };
    const response = isRecord(event['response']) ? event['response'] : undefined;
    if (response !== undefined) addResponse(facts, response);
    if (type === 'response.failed')
      return { error: statedError(response) ?? { message: 'The response failed.' }, told: true };
    if (type === 'response.completed' || type === 'response.incomplete') return 'end';
    return isPreliminary(event) ? 'other' : 'content';
  },
  errorEvent({ message, type, code }) {
    const error = { type: type ?? 'server_error', code: code ?? null, message, param: null };
    return `event: error\ndata: ${JSON.stringify({ ...error, type: 'error', error })}\n\n`;
  },
};

/** What comes before the answer itself, as the role does in a chat completion. */
const PRELIMINARY: ReadonlySet<unknown> = new Set([
  'response.created',
  'response.queued',
  'response.in_progress',
  'response.content_part.added',
  'response.reasoning_summary_part.added',
]);

function isPreliminary({ type, item }: Record<string, unknown>): boolean {
  if (type !== 'response.output_item.added') return PRELIMINARY.has(type);
  return isRecord(item) && (item['type'] === 'message' || item['type'] === 'reasoning');
}

/** `{"type":"error","message":...,"code":...}`; some providers nest it as plain errors do. */
function errorOf(event: Record<string, unknown>): StatedError {
  return (
    statedError(event) ?? statedError({ error: { ...event, type: undefined } }) ?? { message: 'The stream failed.' }
  );
}
