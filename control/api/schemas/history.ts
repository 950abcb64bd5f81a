import { z } from 'zod';
import { ARMS } from '../../../core/release/arm.ts';
import { STAGES } from '../../../core/release/stage.ts';
import { pageOf, shareSchema, timeSchema } from './common.ts';

const countSchema = z.number().min(0);
const tallySchema = z.object({ trials: countSchema, events: countSchema });
const valueSchema = z.object({
  sum: z.number(),
  histogram: z.object({ zero: countSchema, buckets: z.record(z.string(), countSchema) }),
});

const statisticsSchema = z
  .object({
    requests: countSchema,
    rates: z.record(z.string(), tallySchema),
    values: z.record(z.string(), valueSchema),
  })
  .meta({
    id: 'Statistics',
    description: 'Sufficient statistics of finished calls; a name that is absent was not seen',
  });

export const routeHistorySchema = z
  .object({
    calls: countSchema.meta({ description: 'Calls that this is made from, at most the newest 10,000' }),
    from: timeSchema.nullable(),
    to: timeSchema.nullable(),
    requestsPerMinute: z.number().nullable().meta({ description: 'Null where fewer than two calls tell' }),
    stable: statisticsSchema,
  })
  .meta({ id: 'RouteHistory', description: 'How much a route is called, and what its stable version did' });

const pairTallySchema = z.object({
  bothGood: countSchema,
  onlyStableBad: countSchema,
  onlyCandidateBad: countSchema,
  bothBad: countSchema,
});

const lookSchema = z
  .object({
    at: timeSchema,
    atSeconds: z.number().meta({ description: 'Since the release was asked for' }),
    stage: z.enum(STAGES),
    weight: shareSchema.meta({ description: 'What the candidate was to serve at that time' }),
    arms: z.array(
      z.object({
        arm: z.enum(ARMS),
        cohort: z.string(),
        weight: shareSchema.meta({ description: 'What it was to serve when these calls were made' }),
        ...statisticsSchema.shape,
      }),
    ),
    pairs: z.array(z.object({ cohort: z.string(), pairs: countSchema, rates: z.record(z.string(), pairTallySchema) })),
  })
  .meta({ id: 'Look', description: 'What came in of a release within one second' });

export type LookBody = z.output<typeof lookSchema>;
export const lookPageSchema = pageOf('LookPage', lookSchema);
export type RouteHistory = z.output<typeof routeHistorySchema>;
