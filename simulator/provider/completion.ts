import type { Answer, Usage } from './answer.ts';
import type { ChatRequest } from './chat-request.ts';

/** Who answers, when: the fields that all parts of one answer share. */
export interface Stamp {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** A plain chat completion, as JSON. */
export function completionJson(request: ChatRequest, answer: Answer, stamp: Stamp): string {
  const text = answer.tokens.join('');
  const message = answer.refused
    ? { role: 'assistant', content: null, refusal: text }
    : { role: 'assistant', content: text, refusal: null };
  const choices = choiceIndexes(request).map((index) => ({
    index,
    message,
    logprobs: null,
    finish_reason: answer.finishReason,
  }));
  return JSON.stringify({ ...stamp, object: 'chat.completion', choices, usage: answer.usage });
}

/** The events of a streamed one, in order: a role, the tokens, a finish, the usage where it was asked for. */
export function* completionEvents(request: ChatRequest, answer: Answer, stamp: Stamp): Generator<string> {
  const indexes = choiceIndexes(request);
  for (const index of indexes) yield chunk(stamp, index, { role: 'assistant', content: '', refusal: null }, null);
  for (const token of answer.tokens) {
    const delta = answer.refused ? { refusal: token } : { content: token };
    for (const index of indexes) yield chunk(stamp, index, delta, null);
  }
  for (const index of indexes) yield chunk(stamp, index, {}, answer.finishReason);
  if (request.stream_options?.include_usage === true) yield usageChunk(stamp, answer.usage);
}

export const DONE_EVENT = 'data: [DONE]\n\n';

function chunk(stamp: Stamp, index: number, delta: object, finishReason: string | null): string {
  const choices = [{ index, delta, logprobs: null, finish_reason: finishReason }];
  return event({ ...stamp, object: 'chat.completion.chunk', choices });
}

function usageChunk(stamp: Stamp, usage: Usage): string {
  return event({ ...stamp, object: 'chat.completion.chunk', choices: [], usage });
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function choiceIndexes(request: ChatRequest): number[] {
  return Array.from({ length: request.n ?? 1 }, (_, index) => index);
}
