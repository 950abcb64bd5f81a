import { z } from 'zod';
import { asRouteId } from '../core/ids.ts';
import { releaseFieldsSchema } from '../core/release/spec-schema.ts';

/** Zod schema of a simulation scenario: a release, its traffic, both arms, and what changes when. */

const rateSchema = z.number().min(0).max(1);
const positive = z.number().positive();
const secondsSchema = z.number().min(0);

const latencySchema = z
  .strictObject({ p50: positive, p99: positive })
  .refine((it) => it.p99 >= it.p50, 'p99 is below p50');
const costSchema = z.strictObject({ mean: positive, p99: positive });

const armShape = {
  errorRate: rateSchema.optional(),
  latencyMs: latencySchema.optional().describe('Log-normal, by its median and its 99 % quantile'),
  costUsd: costSchema.optional().describe('Log-normal, by its mean and its 99 % quantile'),
  rates: z.record(z.string(), rateSchema).optional().describe('Other rate metrics by name'),
};
const armSchema = z.strictObject(armShape);

const stableSchema = z.strictObject({
  errorRate: rateSchema.default(0.01),
  latencyMs: latencySchema.default({ p50: 800, p99: 4_000 }),
  costUsd: costSchema.default({ mean: 0.002, p99: 0.01 }),
  rates: z.record(z.string(), rateSchema).default({}),
});

const trafficSchema = z.strictObject({
  requestsPerMinute: positive,
  cohorts: z.record(z.string(), positive).optional().describe('Shares of the traffic by cohort'),
  diurnal: z
    .strictObject({
      amplitude: rateSchema,
      periodSeconds: positive.default(86_400),
      phaseSeconds: z.number().default(0),
    })
    .optional()
    .describe('Load swings by this part of its mean'),
  bursts: z
    .strictObject({ everySeconds: positive, durationSeconds: positive, factor: positive })
    .optional()
    .describe('Load is multiplied by `factor` now and then, on average every so many seconds'),
  sessions: z
    .strictObject({
      meanRequests: z.number().min(1),
      meanGapSeconds: positive.default(20),
      correlation: rateSchema.describe('Share of sessions whose calls all go the same way: all bad or all good'),
    })
    .optional(),
  labels: z
    .record(z.string(), z.strictObject({ delaySeconds: secondsSchema.default(0), share: rateSchema.default(1) }))
    .optional()
    .describe('Rate metrics that come late, or for a part of the calls only'),
});

const changeSchema = z.strictObject({
  atSeconds: secondsSchema,
  arm: z.enum(['stable', 'candidate', 'both']),
  cohort: z.string().optional(),
  set: armSchema,
});

const releaseSchema = releaseFieldsSchema
  .omit({ candidate: true })
  .extend({ route: releaseFieldsSchema.shape.route.default(asRouteId('route')) });

export const scenarioSchema = z
  .strictObject({
    name: z.string().optional(),
    release: releaseSchema,
    traffic: trafficSchema,
    stable: stableSchema.default(() => stableSchema.parse({})),
    candidate: armSchema.default({}),
    changes: z.array(changeSchema).max(100).default([]),
    maxSeconds: z
      .number()
      .int()
      .positive()
      .max(30 * 86_400)
      .default(14_400),
  })
  .superRefine((scenario, context) => {
    const known = Object.keys(scenario.traffic.cohorts ?? {});
    for (const [index, { cohort }] of scenario.changes.entries()) {
      if (cohort === undefined || known.includes(cohort)) continue;
      context.addIssue({
        code: 'custom',
        path: ['changes', index, 'cohort'],
        message: `no cohort "${cohort}" in traffic.cohorts`,
      });
    }
  });
