import { z } from 'zod';

/** Bodies of the calls that steer a release. Each may be left out as a whole. */

const reasonSchema = z.string().min(1).max(1_000);

export const approveSchema = z
  .strictObject({
    before: z
      .enum(['shadow', 'canary', 'ramp', 'bake'])
      .optional()
      .meta({ description: 'The stage approved; the next one that wants an approval where it is left out' }),
    weight: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .meta({ description: 'The one step of that stage, where it wants an approval of its own' }),
    reason: reasonSchema.default('approved').meta({ description: 'A comment for the record' }),
  })
  .refine(({ before, weight }) => weight === undefined || before !== undefined, {
    path: ['before'],
    error: 'name the stage of the step too',
  })
  .meta({ id: 'ApproveRequest', examples: [{ before: 'ramp', reason: 'evaluations read, looks good' }] });

/** What every other steering call takes: a reason for the record, by default `fallback`. */
export function steerSchema(id: string, fallback: string) {
  return z
    .strictObject({ reason: reasonSchema.default(fallback).meta({ description: 'Why, for the record' }) })
    .meta({ id, examples: [{ reason: 'structured output regression' }] });
}
