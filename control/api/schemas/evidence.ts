import { z } from 'zod';
import { GATE_STATES } from '../../../core/decision/report.ts';
import { VERDICTS } from '../../../core/decision/verdict.ts';

const armEstimateSchema = z
  .object({
    estimate: z.number().optional().meta({ description: "In the metric's unit; absent where there is no data" }),
    count: z.number(),
  })
  .meta({
    id: 'ArmEstimate',
    description: "One arm's part of a gate's evidence",
    examples: [{ estimate: 0.011, count: 4120 }],
  });

/** One gate's running evidence: `GateReport` of the decision engine. */
export const gateReportSchema = z
  .object({
    key: z.string().meta({ description: '`metric`, or `metric{tenant=acme}`', examples: ['error_rate'] }),
    metric: z.string(),
    cohort: z.string().meta({ description: '`all`, or `label=value`', examples: ['all'] }),
    state: z.enum(GATE_STATES),
    stable: armEstimateSchema,
    candidate: armEstimateSchema,
    difference: z
      .object({
        kind: z.enum(['difference', 'ratio']),
        estimate: z.number(),
        low: z.number(),
        high: z.number(),
        sideBySide: z
          .object({ stable: z.number(), candidate: z.number() })
          .optional()
          .meta({ description: 'What each arm did in the calls that are compared: those finished side by side' }),
      })
      .optional()
      .meta({
        description:
          'Anytime-valid interval of candidate minus stable, or candidate over stable, over calls that both arms finished side by side',
      }),
    eValue: z.number().meta({ description: 'Evidence that the margin is exceeded' }),
    threshold: z.number().meta({ description: 'eValue that rolls back' }),
    promotionEValue: z.number().meta({ description: 'Evidence that the margin is kept' }),
    promotionThreshold: z.number().meta({ description: 'promotionEValue that the last promotion needs' }),
    sentence: z.string(),
  })
  .meta({
    id: 'GateReport',
    description: "A gate's evidence so far, against its thresholds",
    examples: [
      {
        key: 'error_rate',
        metric: 'error_rate',
        cohort: 'all',
        state: 'breached',
        stable: { estimate: 0.01, count: 4120 },
        candidate: { estimate: 0.081, count: 412 },
        difference: {
          kind: 'difference',
          estimate: 0.071,
          low: 0.044,
          high: 0.102,
          sideBySide: { stable: 0.01, candidate: 0.081 },
        },
        eValue: 212,
        threshold: 100,
        promotionEValue: 0.1,
        promotionThreshold: 20,
        sentence:
          'error_rate of the candidate 8.1 % against 1.0 % (margin 1.0 pp), e-value 212 of 100 needed, 412 requests',
      },
    ],
  });

export const verdictSchema = z
  .object({
    kind: z.enum(VERDICTS),
    reason: z.string(),
    gate: z.string().optional().meta({ description: 'Key of the gate that decided, where one did' }),
    resolution: z.string().optional().meta({ description: 'For a hold: what would resolve it' }),
  })
  .meta({
    id: 'Verdict',
    description: "The engine's word at one look",
    examples: [{ kind: 'continue', reason: 'collecting: 112 of 200 requests' }],
  });

export type GateReportBody = z.output<typeof gateReportSchema>;
