import { z } from 'zod';

const rateSchema = z.number().min(0).max(1);
const millisecondsSchema = z.number().min(0).max(3_600_000);

/** A log-normal distribution by two of its quantiles. */
const quantilesSchema = z
  .strictObject({ p50: z.number().min(0), p99: z.number().min(0) })
  .refine(({ p50, p99 }) => p99 >= p50, { error: 'p99 must not be below p50' });

const priceSchema = z.strictObject({ inputPerMillionUsd: z.number().min(0), outputPerMillionUsd: z.number().min(0) });

/** How a simulated model behaves. What a `PUT` leaves out is as here. */
export const behaviourSchema = z.strictObject({
  latencyMs: quantilesSchema
    .default({ p50: 30, p99: 90 })
    .describe('Until a plain answer, and until the first token of a streamed one unless firstTokenMs says otherwise'),
  firstTokenMs: quantilesSchema.optional(),
  tokenDelayMs: millisecondsSchema.default(0).describe('Between the tokens of a stream'),
  answerTokens: quantilesSchema.default({ p50: 16, p99: 48 }),
  errorRate: rateSchema.default(0),
  errorStatus: z.number().int().min(400).max(599).default(500),
  retryAfterMs: millisecondsSchema.optional().describe('Sent with errors'),
  jsonValidRate: rateSchema.default(1).describe('Of the answers to a request for JSON'),
  refusalRate: rateSchema.default(0),
  truncationRate: rateSchema.default(0),
  hangRate: rateSchema.default(0).describe('Calls that are never answered'),
  streamBreakRate: rateSchema.default(0).describe('Streams whose connection breaks in the middle'),
  price: priceSchema.optional().describe('When given, answers carry what they cost as `usage.cost`'),
});

export type Behaviour = z.output<typeof behaviourSchema>;
export type Quantiles = z.output<typeof quantilesSchema>;

const DEFAULT_BEHAVIOUR: Behaviour = behaviourSchema.parse({});

/** The behaviours of all models; a model that was never described has the default. */
export class BehaviourBook {
  readonly #byModel = new Map<string, Behaviour>();

  of(model: string): Behaviour {
    return this.#byModel.get(model) ?? DEFAULT_BEHAVIOUR;
  }

  set(model: string, behaviour: Behaviour): void {
    this.#byModel.set(model, behaviour);
  }

  reset(model: string): void {
    this.#byModel.delete(model);
  }

  all(): Record<string, Behaviour> {
    return Object.fromEntries(this.#byModel);
  }

  models(): string[] {
    return [...this.#byModel.keys()];
  }
}
