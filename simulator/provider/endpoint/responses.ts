import { z } from 'zod';
import { type Answer, answerTo, type Usage } from '../answer.ts';
import { event } from '../events.ts';
import type { Question } from '../question.ts';
import type { ReadCall, Stamp } from '../simulated-call.ts';

const responseRequestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.looseObject({})).min(1)]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  text: z.looseObject({ format: z.looseObject({ type: z.string(), schema: z.unknown() }).nullish() }).nullish(),
});

/** `POST /v1/responses`. */
export const readResponse: ReadCall = (body) => {
  const { model, input, instructions = null, stream, text } = responseRequestSchema.parse(body);
  const format = text?.format;
  const question: Question = {
    prompt: JSON.stringify([instructions, input]),
    schema: format?.type === 'json_schema' ? format.schema : format?.type === 'json_object' ? {} : undefined,
    choices: 1,
  };
  return {
    model,
    streamed: stream === true,
    plain({ behaviour, dice, stamp }) {
      const answer = answerTo(question, behaviour, dice);
      return finished(answer, stamp, instructions);
    },
    events: ({ behaviour, dice, stamp }) => responseEvents(answerTo(question, behaviour, dice), stamp, instructions),
  };
};

function responseEvents(answer: Answer, stamp: Stamp, instructions: string | null): string[] {
  const whole = finished(answer, stamp, instructions);
  const begun = { ...whole, status: 'in_progress', incomplete_details: null, output: [], usage: null };
  const item = messageOf(stamp, []);
  const place = { item_id: item.id, output_index: 0, content_index: 0 };
  const kind = answer.refused ? 'refusal' : 'output_text';
  const text = answer.tokens.join('');
  const part = contentOf(answer.refused, text);
  const events: [type: string, fields: object][] = [
    ['response.created', { response: begun }],
    ['response.in_progress', { response: begun }],
    ['response.output_item.added', { output_index: 0, item: { ...item, status: 'in_progress' } }],
    ['response.content_part.added', { ...place, part: contentOf(answer.refused, '') }],
    ...answer.tokens.map((delta): [string, object] => [`response.${kind}.delta`, { ...place, delta }]),
    [`response.${kind}.done`, { ...place, [answer.refused ? 'refusal' : 'text']: text }],
    ['response.content_part.done', { ...place, part }],
    ['response.output_item.done', { output_index: 0, item: messageOf(stamp, [part]) }],
    [`response.${whole.status}`, { response: whole }],
  ];
  return events.map(([type, fields], index) => event({ type, sequence_number: index, ...fields }, type));
}

function finished(answer: Answer, stamp: Stamp, instructions: string | null) {
  const cut = answer.finishReason === 'length';
  return {
    id: `resp_sim_${stamp.serial}`,
    object: 'response',
    created_at: stamp.created,
    status: cut ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    instructions,
    model: stamp.model,
    output: [messageOf(stamp, [contentOf(answer.refused, answer.tokens.join(''))])],
    usage: usageOf(answer.usage),
  };
}

function messageOf({ serial }: Stamp, content: readonly object[]) {
  return { id: `msg_sim_${serial}`, type: 'message', role: 'assistant', status: 'completed', content };
}

function contentOf(refused: boolean, text: string): object {
  return refused ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations: [] };
}

function usageOf({ prompt_tokens: input, completion_tokens: output, total_tokens: total, cost }: Usage): object {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: total,
    ...(cost !== undefined && { cost }),
  };
}
