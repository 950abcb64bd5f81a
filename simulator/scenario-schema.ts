import { z } from 'zod';
import { impossibleFigures, isRate } from './arm-facts.ts';
import { asRouteId } from '../core/ids.ts';
import { releaseFieldsSchema } from '../core/release/spec-schema.ts';

/** Zod schema of a simulation scenario: a release, its traffic, both arms, and what changes when. */

const rateSchema = z.number().min(0).max(1);
const positive = z.number().positive();
const secondsSchema = z.number().min(0);

const medianSchema = z.strictObject({
  p50: positive.optional(),
  p99: positive.optional(),
});
const meanSchema = z.strictObject({
  mean: positive.optional(),
  p99: positive.optional(),
});

/** An arm, or what a change sets: what is left out stays as it is. */
const armSchema = z.strictObject({
  errorRate: rateSchema.optional(),
  latencyMs: medianSchema.optional().describe('Log-normal, by its median and its 99 % quantile'),
  ttftMs: medianSchema.optional().describe('To the first token; 30 % of the latency where left out'),
  costUsd: meanSchema.optional().describe('Log-normal, by its mean and its 99 % quantile'),
  callsPerTrace: meanSchema.optional(),
  promptTokens: meanSchema.optional(),
  completionTokens: meanSchema.optional(),
  rates: z
    .record(
      z.string().refine(isRate, {
        error: (issue) => `"${String(issue.input)}" is no rate metric; errors are errorRate`,
      }),
      rateSchema,
    )
    .optional()
    .describe('Other rate metrics by name'),
});

const sharesSchema = z
  .record(z.string().min(1), z.number().min(0))
  .refine((shares) => Object.values(shares).some((share) => share > 0), 'one cohort at least must have traffic');

const labelSchema = z.strictObject({
  delaySeconds: z
    .union([secondsSchema, z.strictObject({ p50: positive, p99: positive })])
    .default(0)
    .describe('The same for every call, or log-normal by its median and its 99 % quantile'),
  share: rateSchema.default(1),
});

const trafficSchema = z.strictObject({
  requestsPerMinute: z.number().min(0),
  cohorts: sharesSchema.optional().describe('Shares of the traffic by cohort'),
  cohortChanges: z
    .array(z.strictObject({ atSeconds: secondsSchema, cohorts: sharesSchema }))
    .max(100)
    .default([])
    .describe('From when on the shares are others; a cohort that is left out keeps its own'),
  diurnal: z
    .strictObject({
      amplitude: rateSchema,
      periodSeconds: positive.default(86_400),
      phaseSeconds: z.number().default(0),
    })
    .optional()
    .describe('Load swings by this part of its mean'),
  bursts: z
    .strictObject({
      everySeconds: positive,
      durationSeconds: positive,
      factor: positive,
    })
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
    .record(z.string(), labelSchema)
    .optional()
    .describe('Rate metrics that come late, or for a part of the calls only'),
});

const changeSchema = z.strictObject({
  atSeconds: secondsSchema,
  arm: z.enum(['stable', 'candidate', 'both']),
  cohort: z.string().optional(),
  set: armSchema,
});

/** A release file may be pasted as it is: what the candidate is made of makes no difference here. */
const releaseSchema = releaseFieldsSchema.extend({
  route: releaseFieldsSchema.shape.route.default(asRouteId('route')),
  candidate: z.unknown().optional(),
});

export const scenarioSchema = z
  .strictObject({
    name: z.string().optional(),
    release: releaseSchema.default(() => releaseSchema.parse({})),
    traffic: trafficSchema,
    stable: armSchema.default({}),
    candidate: armSchema.default({}),
    changes: z.array(changeSchema).max(100).default([]),
    maxSeconds: z
      .number()
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
    for (const [index, { cohorts }] of scenario.traffic.cohortChanges.entries()) {
      const unknown = Object.keys(cohorts).find((cohort) => !known.includes(cohort));
      if (unknown === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: ['traffic', 'cohortChanges', index],
        message: `no cohort "${unknown}" in traffic.cohorts: give it a share there, 0 where it comes later`,
      });
    }
    for (const [metric, { delaySeconds }] of Object.entries(scenario.traffic.labels ?? {})) {
      if (typeof delaySeconds === 'number' || delaySeconds.p99 >= delaySeconds.p50) continue;
      context.addIssue({
        code: 'custom',
        path: ['traffic', 'labels', metric, 'delaySeconds'],
        message: `p99 ${delaySeconds.p99} is below p50 ${delaySeconds.p50}`,
      });
    }
    const impossible = impossibleFigures(scenario);
    if (impossible !== undefined) context.addIssue({ code: 'custom', message: impossible });
  });
