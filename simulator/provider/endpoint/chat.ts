import { z } from 'zod';
import { type Answer, answerTo } from '../answer.ts';
import { DONE_EVENT, event } from '../events.ts';
import type { Question } from '../question.ts';
import type { ReadCall, Stamp } from '../simulated-call.ts';

/** What the simulated provider reads of a chat completion request; all else is let by, as real providers do. */
const chatRequestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.looseObject({ role: z.string() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ schema: z.unknown() }).optional() })
    .nullish(),
  n: z.number().int().min(1).max(16).nullish(),
});

type ChatRequest = z.output<typeof chatRequestSchema>;

/** `POST /v1/chat/completions`. */
export const readChat: ReadCall = (body) => {
  const request = chatRequestSchema.parse(body);
  const question: Question = {
    prompt: JSON.stringify(request.messages),
    schema: requestedSchema(request),
    choices: request.n ?? 1,
  };
  const withUsage = request.stream_options?.include_usage === true;
  return {
    model: request.model,
    streamed: request.stream === true,
    plain: ({ behaviour, dice, stamp }) => completion(answerTo(question, behaviour, dice), stamp, question.choices),
    events: ({ behaviour, dice, stamp }) => [
      ...chunks(answerTo(question, behaviour, dice), stamp, question.choices, withUsage),
    ],
  };
};

function requestedSchema({ response_format: format }: ChatRequest): unknown {
  if (format?.type === 'json_schema') return format.json_schema?.schema ?? {};
  return format?.type === 'json_object' ? {} : undefined;
}

function completion(answer: Answer, stamp: Stamp, choices: number): object {
  const text = answer.tokens.join('');
  const message = answer.refused
    ? { role: 'assistant', content: null, refusal: text }
    : { role: 'assistant', content: text, refusal: null };
  return {
    ...head(stamp, 'chat.completion'),
    choices: indexes(choices).map((index) => ({
      index,
      message,
      logprobs: null,
      finish_reason: answer.finishReason,
    })),
    usage: answer.usage,
  };
}

/** A role, the tokens, a finish, the usage where it was asked for. */
function* chunks(answer: Answer, stamp: Stamp, choices: number, withUsage: boolean): Generator<string> {
  const chunk = (index: number, delta: object, finishReason: string | null): string =>
    event({
      ...head(stamp, 'chat.completion.chunk'),
      choices: [{ index, delta, logprobs: null, finish_reason: finishReason }],
    });
  for (const index of indexes(choices)) yield chunk(index, { role: 'assistant', content: '', refusal: null }, null);
  for (const token of answer.tokens) {
    const delta = answer.refused ? { refusal: token } : { content: token };
    for (const index of indexes(choices)) yield chunk(index, delta, null);
  }
  for (const index of indexes(choices)) yield chunk(index, {}, answer.finishReason);
  if (withUsage) yield event({ ...head(stamp, 'chat.completion.chunk'), choices: [], usage: answer.usage });
  yield DONE_EVENT;
}

function head({ serial, created, model }: Stamp, object: string): object {
  return { id: `chatcmpl-sim-${serial}`, created, model, object };
}

function indexes(choices: number): number[] {
  return Array.from({ length: choices }, (_, index) => index);
}
