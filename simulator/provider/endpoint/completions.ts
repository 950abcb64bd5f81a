import { z } from 'zod';
import { answerTo } from '../answer.ts';
import { DONE_EVENT, event } from '../events.ts';
import type { Question } from '../question.ts';
import type { ReadCall, Stamp } from '../simulated-call.ts';

const completionRequestSchema = z.looseObject({
  model: z.string().min(1),
  prompt: z.union([z.string(), z.array(z.union([z.string(), z.number(), z.array(z.number())])).min(1)]),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

/** `POST /v1/completions`. */
export const readCompletion: ReadCall = (body) => {
  const request = completionRequestSchema.parse(body);
  const question: Question = { prompt: JSON.stringify(request.prompt), schema: undefined, choices: 1 };
  const withUsage = request.stream_options?.include_usage === true;
  return {
    model: request.model,
    streamed: request.stream === true,
    plain({ behaviour, dice, stamp }) {
      const { tokens, finishReason, usage } = answerTo(question, behaviour, dice);
      return { ...textCompletion(stamp, tokens.join(''), finishReason), usage };
    },
    events({ behaviour, dice, stamp }) {
      const { tokens, finishReason, usage } = answerTo(question, behaviour, dice);
      return [
        ...tokens.map((token) => event(textCompletion(stamp, token, null))),
        event(textCompletion(stamp, '', finishReason)),
        ...(withUsage ? [event({ ...textCompletion(stamp, '', null), choices: [], usage })] : []),
        DONE_EVENT,
      ];
    },
  };
};

function textCompletion({ serial, created, model }: Stamp, text: string, finishReason: string | null): object {
  const choices = [{ index: 0, text, logprobs: null, finish_reason: finishReason }];
  return { id: `cmpl-sim-${serial}`, object: 'text_completion', created, model, choices };
}
