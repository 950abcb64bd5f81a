import { z } from 'zod';
import { usageOf } from '../answer.ts';
import { Dice } from '../dice.ts';
import { notStreamed, type ReadCall } from '../simulated-call.ts';

const embeddingRequestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.union([z.string(), z.number(), z.array(z.number())])).min(1)]),
  dimensions: z.number().int().min(1).max(4_096).default(64),
  encoding_format: z.enum(['float', 'base64']).default('float'),
});

/** `POST /v1/embeddings`: texts that share words are near each other. */
export const readEmbeddings: ReadCall = (body) => {
  const { model, input, dimensions, encoding_format: encoding } = embeddingRequestSchema.parse(body);
  const inputs = Array.isArray(input) && typeof input[0] !== 'number' ? input : [input];
  return {
    model,
    ...notStreamed,
    plain({ behaviour }) {
      const { prompt_tokens, total_tokens, cost } = usageOf(JSON.stringify(input), 0, behaviour);
      const data = inputs.map((text, index) => {
        const vector = vectorOf(JSON.stringify(text), dimensions);
        return { object: 'embedding', index, embedding: encoding === 'base64' ? base64(vector) : [...vector] };
      });
      return {
        object: 'list',
        data,
        model,
        usage: { prompt_tokens, total_tokens, ...(cost !== undefined && { cost }) },
      };
    },
  };
};

/** The sum of one random direction for each word, at length 1. */
function vectorOf(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]) {
    const dice = new Dice(0, word, 0);
    for (let at = 0; at < dimensions; at += 1) vector[at] = (vector[at] ?? 0) + dice.uniform() - 0.5;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function base64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}
