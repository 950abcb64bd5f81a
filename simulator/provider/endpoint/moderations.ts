import { z } from 'zod';
import { notStreamed, type ReadCall } from '../simulated-call.ts';

const moderationRequestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.unknown()).min(1)]),
});

const CATEGORIES = ['harassment', 'hate', 'self-harm', 'sexual', 'violence'];

/** `POST /v1/moderations`: flags as often as the model refuses. */
export const readModeration: ReadCall = (body) => {
  const { model, input } = moderationRequestSchema.parse(body);
  const texts = Array.isArray(input) && typeof input[0] === 'string' ? input : [input];
  return {
    model,
    ...notStreamed,
    plain: ({ behaviour, dice, stamp }) => ({
      id: `modr-sim-${stamp.serial}`,
      model,
      results: texts.map(() => result(dice.happens(behaviour.refusalRate))),
    }),
  };
};

function result(flagged: boolean): object {
  const byCategory = (value: (category: string) => unknown): object =>
    Object.fromEntries(CATEGORIES.map((category) => [category, value(category)]));
  const hit = (category: string): boolean => flagged && category === CATEGORIES[0];
  return {
    flagged,
    categories: byCategory(hit),
    category_scores: byCategory((category) => (hit(category) ? 0.98 : 0.01)),
    category_applied_input_types: byCategory(() => ['text']),
  };
}
