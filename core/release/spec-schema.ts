import { z } from 'zod';
import { METRIC_NAMES, parseMetric } from '../decision/metric.ts';
import { durationSchema } from '../duration-schema.ts';
import { evaluatorsSchema } from '../evaluation/evaluator-schema.ts';
import { judgesSchema } from '../evaluation/judge-schema.ts';
import { metricSourcesSchema } from '../evaluation/metric-source-schema.ts';
import { isRouteId } from '../ids.ts';
import { autoWeights, DEFAULT_MAX_EXCESS_FAILURES } from './auto-ramp.ts';
import { approvalDemand } from './policy-schema.ts';
import { routeVersionPatchSchema } from '../route/version-schema.ts';

/** Zod schemas of a release as its user writes it. Workflow code must not load this module: it imports the types only. */

export const routeIdSchema = z
  .string()
  .refine(isRouteId, 'a route id is up to 128 letters, digits and . _ : / - and starts with a letter or digit')
  .meta({ id: 'RouteId', examples: ['support-agent'] });

const shareSchema = z.number().gt(0, 'must be above 0').max(1, 'a share lies between 0 and 1: write 0.05 for 5 %');
const countSchema = z.number().int().min(1);

const stepSchema = z.strictObject({
  weight: shareSchema.describe('Share of assignment units that the candidate serves, in (0, 1]'),
  minRequests: countSchema.optional().describe("Candidate's finished requests at this weight before it may go on"),
  minDuration: durationSchema.optional(),
});

const shadowSchema = z.strictObject({
  rate: shareSchema.default(0.1).describe('Share of requests that are mirrored'),
  minPairs: countSchema.default(200),
  maxDuration: durationSchema.default('30m'),
  maxSpendUsd: z.number().positive().default(5),
});

const canarySchema = z.strictObject({
  weight: shareSchema.default(0.05),
  minRequests: countSchema.optional().describe('200 where left out; 1 where the ramp is auto'),
  minDuration: durationSchema.optional().describe('5m where left out; 10s where the ramp is auto'),
});

const autoRampSchema = z
  .union([
    z.literal('auto').transform(() => ({ auto: { maxExcessFailures: DEFAULT_MAX_EXCESS_FAILURES } })),
    z.strictObject({
      auto: z.strictObject({
        maxExcessFailures: z
          .number()
          .positive()
          .default(DEFAULT_MAX_EXCESS_FAILURES)
          .describe("Failed answers beyond stable's that may be at risk at any one time"),
      }),
    }),
  ])
  .describe('Weights and times are chosen by a budget of failed answers');

const planSchema = z
  .strictObject({
    shadow: z.union([z.literal('off'), shadowSchema]).default(() => shadowSchema.parse({})),
    canary: z.union([z.literal('off'), canarySchema]).default(() => canarySchema.parse({})),
    ramp: z
      .union([z.array(stepSchema).max(20), autoRampSchema])
      .default([{ weight: 0.1 }, { weight: 0.25 }, { weight: 0.5 }]),
    bake: z
      .union([z.literal('off'), z.strictObject({ duration: durationSchema.default('30m') })])
      .default({ duration: '30m' })
      .describe('Time at 100 % before the candidate becomes stable'),
    maxDuration: durationSchema.default('24h'),
  })
  .superRefine((plan, context) => {
    if (!Array.isArray(plan.ramp)) return;
    const weights = [...(plan.canary === 'off' ? [] : [plan.canary.weight]), ...plan.ramp.map((step) => step.weight)];
    const fall = weights.findIndex((weight, index) => index > 0 && weight <= (weights[index - 1] ?? 0));
    if (fall < 0) return;
    context.addIssue({
      code: 'custom',
      path: ['ramp'],
      message: `weights must rise from the canary on, but ${weights[fall]} follows ${weights[fall - 1]}`,
    });
  });

export const gateSchema = z
  .strictObject({
    metric: z.string().refine((name) => parseMetric(name) !== undefined, {
      error: (issue) => `unknown metric "${String(issue.input)}": use one of ${METRIC_NAMES.join(', ')}`,
    }),
    maxIncrease: z
      .number()
      .min(0)
      .optional()
      .describe('Margin: candidate may exceed stable by this much, in the unit of the metric'),
    maxRatio: z.number().min(1).optional().describe('Margin: candidate may be at most this multiple of stable'),
    limit: z.number().min(0).optional().describe('Absolute limit, in the unit of the metric'),
    limitMs: z.number().positive().optional().describe('Absolute limit of a latency, in milliseconds'),
    cohortBy: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('Label by whose values the gate is judged too, such as tenant'),
    onBreach: z.enum(['rollback', 'hold']).default('rollback'),
    promotes: z.boolean().default(true).describe('Whether the last step to 100 % needs non-inferiority of this gate'),
    calibrate: z
      .strictObject({
        minLabels: z
          .number()
          .int()
          .min(1)
          .max(10_000)
          .default(30)
          .describe('Answers of each arm that people must have labelled before the last step to 100 %'),
      })
      .optional()
      .describe('A judged gate whose judge does not decide alone: people’s labels correct it'),
  })
  .superRefine((gate, context) => {
    const bounds = [gate.maxIncrease, gate.maxRatio, gate.limit, gate.limitMs];
    if (bounds.every((bound) => bound === undefined)) {
      context.addIssue({
        code: 'custom',
        message: 'a gate needs maxIncrease, maxRatio, limit or limitMs: say how much worse is too much',
      });
    }
    if (gate.maxIncrease !== undefined && gate.maxRatio !== undefined) {
      context.addIssue({ code: 'custom', message: 'a gate takes maxIncrease or maxRatio, not both' });
    }
  });

const approvalSchema = z.strictObject({
  before: z.enum(['shadow', 'canary', 'ramp', 'bake']),
  weight: shareSchema.optional().describe('The one step of the stage that waits; its first where left out'),
  ...approvalDemand,
});

const DEFAULT_GATES = [
  { metric: 'error_rate', maxIncrease: 0.01, onBreach: 'rollback', promotes: true },
  { metric: 'latency_p95', maxRatio: 1.25, onBreach: 'rollback', promotes: true },
  { metric: 'schema_invalid_rate', maxIncrease: 0.02, onBreach: 'rollback', promotes: false },
  { metric: 'cost_per_request', maxRatio: 1.5, onBreach: 'rollback', promotes: false },
] as const;

/** The fields alone, for schemas that take some of them. */
export const releaseFieldsSchema = z.strictObject({
  route: routeIdSchema,
  candidate: routeVersionPatchSchema,
  plan: planSchema.default(() => planSchema.parse({})),
  approvals: z.array(approvalSchema).max(30).default([]),
  startAt: z.iso
    .datetime({ offset: true, error: 'must be a time with its zone, such as 2026-12-01T08:00:00Z' })
    .optional()
    .describe('When it starts; at once where left out'),
  separationOfDuties: z
    .boolean()
    .optional()
    .describe('Whether who starts the release may neither approve it nor push it past its evidence'),
  gates: z
    .array(gateSchema)
    .min(1)
    .max(40)
    .default(() => DEFAULT_GATES.map((gate) => ({ ...gate }))),
  risk: z
    .strictObject({
      falseRollback: z.number().gt(0).max(0.5).default(0.05),
      falsePromotion: z.number().gt(0).max(0.5).default(0.05),
    })
    .default({ falseRollback: 0.05, falsePromotion: 0.05 }),
  evaluators: evaluatorsSchema
    .default([])
    .describe('Checked in the answers of both arms while the release has the route'),
  judges: judgesSchema.default([]).describe('Models that judge captured answers while the release is under way'),
  metrics: metricSourcesSchema.default([]).describe('Where gates on prometheus:<name> get their numbers'),
  sessions: z
    .strictObject({ idleAfter: durationSchema.describe('A session without a message for this long is over') })
    .optional()
    .describe('Judges what sessions came to: abandon_rate, escalation_rate, override_rate'),
  onInconclusive: z.enum(['hold', 'rollback']).default('hold'),
  description: z.string().max(2_000).optional(),
});

/** A release as its user writes it; parsing fills in every default. */
export const releaseSpecSchema = releaseFieldsSchema.superRefine((release, context) => {
  reportUnknownSources(release, context);
  reportJudges(release, context);
  reportApprovals(release, context);
  reportCalibrations(release, context);
});

type Plan = z.output<typeof planSchema>;

/** Each waits before a stage or a step that there is, and says once what it wants. */
function reportApprovals(
  { approvals, plan }: Pick<z.output<typeof releaseFieldsSchema>, 'approvals' | 'plan'>,
  context: z.RefinementCtx,
): void {
  const seen = new Set<string>();
  for (const [index, { before, weight }] of approvals.entries()) {
    const what = weight === undefined ? before : `${before} at ${weight}`;
    const weights = weightsOf(plan, before);
    const isPlanned = weights !== undefined && (weight === undefined || weights.includes(weight));
    const problem = isPlanned
      ? `there are two approvals before ${what}: say the count in one`
      : `the plan has no ${what} to approve`;
    if (!isPlanned || seen.has(what))
      context.addIssue({ code: 'custom', path: ['approvals', index], message: problem });
    seen.add(what);
  }
}

/** The weights of a stage's steps; `undefined` where the plan leaves the stage out. */
function weightsOf(
  { shadow, canary, ramp, bake }: Plan,
  stage: 'shadow' | 'canary' | 'ramp' | 'bake',
): readonly number[] | undefined {
  if (stage === 'shadow') return shadow === 'off' ? undefined : [];
  if (stage === 'bake') return bake === 'off' ? undefined : [1];
  const own = canary === 'off' ? undefined : canary.weight;
  if (!Array.isArray(ramp)) {
    const weights = autoWeights(own).flatMap((step) => (step.stage === stage ? [step.weight] : []));
    return weights.length === 0 ? undefined : weights;
  }
  if (stage === 'canary') return own === undefined ? undefined : [own];
  return ramp.length === 0 ? undefined : ramp.map((step) => step.weight);
}

/** A gate on an outside metric that nobody defines would hold the release for ever. */
function reportUnknownSources(
  { gates, metrics }: Pick<z.output<typeof releaseFieldsSchema>, 'gates' | 'metrics'>,
  context: z.RefinementCtx,
): void {
  for (const [index, { metric: name }] of gates.entries()) {
    const metric = parseMetric(name);
    if (metric?.kind !== 'external' || metrics.some((source) => source.name === metric.query)) continue;
    const message = `there is no metric "${metric.query}" under metrics: say where ${name} comes from`;
    context.addIssue({ code: 'custom', path: ['gates', index, 'metric'], message });
  }
}

/** Labels correct a judge's rubric, as a difference of two rates, over everybody. */
function reportCalibrations(
  { judges, gates }: Pick<z.output<typeof releaseFieldsSchema>, 'judges' | 'gates'>,
  context: z.RefinementCtx,
): void {
  for (const [index, gate] of gates.entries()) {
    if (gate.calibrate === undefined) continue;
    const judge = judges.find(({ name }) => gate.metric === `eval_fail_rate:${name}`);
    const { limit, maxRatio, cohortBy } = gate;
    if (judge?.mode === 'rubric' && gate.maxIncrease !== undefined && (limit ?? maxRatio ?? cohortBy) === undefined)
      continue;
    const message =
      'calibrate is for a gate on a judge with a rubric, with maxIncrease and without limit, maxRatio or cohortBy';
    context.addIssue({ code: 'custom', path: ['gates', index, 'calibrate'], message });
  }
}

function reportJudges(
  { judges, evaluators, gates, plan }: z.output<typeof releaseFieldsSchema>,
  context: z.RefinementCtx,
): void {
  for (const [index, { name, mode }] of judges.entries()) {
    const report = (message: string): void => context.addIssue({ code: 'custom', path: ['judges', index], message });
    if (evaluators.some((evaluator) => evaluator.name === name)) report(`there is an evaluator "${name}" too`);
    if (mode === 'rubric') continue;
    const promotes = gates.some((gate) => gate.metric === `eval_fail_rate:${name}` && gate.promotes);
    if (plan.shadow === 'off' || promotes)
      report(`"${name}" compares mirrored answers: it needs shadow in the plan, and a gate with promotes: false`);
  }
}
