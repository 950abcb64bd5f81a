import { z } from 'zod';

const secondsSchema = z.number().nullable();
const seenSchema = z.object({ requests: z.number(), seconds: z.number() }).nullable();

const sightShape = {
  sees: z
    .array(z.object({ worsening: z.string(), p80: seenSchema, p95: seenSchema }))
    .readonly()
    .meta({
      description: 'Candidate requests and seconds until a worsening is condemned, with 80 % and 95 % probability',
    }),
  smallest: z
    .object({ p80: z.string().nullable(), p95: z.string().nullable() })
    .meta({ description: 'The smallest of them that is seen before everybody has the candidate' }),
};

/** `Planned` of the decision engine. */
export const releasePlanSchema = z
  .object({
    steps: z
      .array(
        z.object({
          name: z.string(),
          weight: z.number(),
          seconds: secondsSchema.meta({ description: 'Null where the step never ends at this traffic' }),
          because: z.string().meta({ description: 'What its length is due to', examples: ['200 requests'] }),
        }),
      )
      .readonly(),
    seconds: secondsSchema.meta({ description: 'Until a healthy candidate is stable; null where it cannot be' }),
    gates: z
      .array(
        z.object({
          name: z.string(),
          ...sightShape,
          cohorts: z
            .array(z.object({ share: z.number().meta({ description: 'Of the traffic' }), ...sightShape }))
            .readonly()
            .optional()
            .meta({ description: 'Of a gate that is split: what it sees of a fault that one cohort alone has' }),
          proofRequests: z.number().nullable().meta({ description: 'Candidate requests that prove a healthy one' }),
          canDecide: z.boolean(),
        }),
      )
      .readonly(),
    warnings: z.array(z.string()).readonly().meta({ description: 'What will not work as planned, and what to change' }),
    basis: z.object({
      requestsPerMinute: z.number(),
      calls: z.number().int().meta({ description: 'Calls that stable’s figures come from; 0 where they are assumed' }),
    }),
  })
  .meta({ id: 'ReleasePlan', description: 'How long a release takes and what it can see' });
