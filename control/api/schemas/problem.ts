import { z } from 'zod';
import { releaseNameSchema } from './common.ts';

/** RFC 9457. `type` is stable: programs may test for it. */
export const problemSchema = z
  .object({
    type: z.string().meta({ examples: ['https://tidegate.dev/problems/conflict'] }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: 'One clear sentence that says what to do' }),
    instance: z.string().meta({ description: 'Path of the request' }),
    requestId: z.string().meta({ description: 'Stands in the log and in the answer header x-request-id' }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Each fault of the input, by its place' }),
    releaseId: releaseNameSchema.optional().meta({ description: 'The release in the way, where there is one' }),
  })
  .meta({
    id: 'Problem',
    description: 'What went wrong, and what to do about it (RFC 9457)',
    examples: [
      {
        type: 'https://tidegate.dev/problems/conflict',
        title: 'Conflict',
        status: 409,
        detail:
          'Route "support-agent" already has the release rel_01jd3vm0q4z8k2y7w5x9 under way: watch it, or abort it first',
        instance: '/api/v1/releases',
        requestId: 'req_6f0c2d1b9a7e4835',
        releaseId: 'rel_01jd3vm0q4z8k2y7w5x9',
      },
    ],
  });

export type Problem = z.output<typeof problemSchema>;
/** One fault of an input: where it is (`plan.ramp[0].weight`; empty for the whole), and what is wrong. */
export type InputFault = NonNullable<Problem['errors']>[number];
