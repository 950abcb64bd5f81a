import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';
import type { Outcome } from '../../../core/llm/outcome.ts';

/** Seconds: 0.01 doubling to 81.92, as OpenTelemetry's GenAI conventions advise. */
const DURATION_BOUNDARIES = Array.from({ length: 14 }, (_, index) => 0.01 * 2 ** index);
/** As there: powers of four. */
const TOKEN_BOUNDARIES = Array.from({ length: 14 }, (_, index) => 4 ** index);

/** What is measured of calls. No attribute takes a person's or a request's name; the SDK bounds the rest at 2,000 series. */
export class Instruments {
  readonly #duration: Histogram;
  readonly #tokens: Histogram;
  readonly #cost: Counter;

  constructor(meter: Meter) {
    this.#duration = meter.createHistogram('gen_ai.client.operation.duration', {
      unit: 's',
      description: 'GenAI operation duration',
      advice: { explicitBucketBoundaries: DURATION_BOUNDARIES },
    });
    this.#tokens = meter.createHistogram('gen_ai.client.token.usage', {
      unit: '{token}',
      description: 'Number of input and output tokens used',
      advice: { explicitBucketBoundaries: TOKEN_BOUNDARIES },
    });
    this.#cost = meter.createCounter('tidegate.cost', { unit: '{USD}', description: 'US dollars spent, where known' });
  }

  record(outcome: Outcome): void {
    const attributes: Attributes = {
      'gen_ai.operation.name': outcome.operation ?? 'chat',
      'gen_ai.provider.name': outcome.provider,
      'gen_ai.request.model': outcome.requestModel,
      'tidegate.route.id': outcome.route,
      'tidegate.arm': outcome.arm,
    };
    const { errorType, usage, costUsd } = outcome;
    this.#duration.record(
      outcome.latencyMs / 1_000,
      errorType === undefined ? attributes : { ...attributes, 'error.type': errorType },
    );
    if (costUsd !== undefined) this.#cost.add(costUsd, attributes);
    if (usage === undefined) return;
    this.#tokens.record(usage.promptTokens, { ...attributes, 'gen_ai.token.type': 'input' });
    this.#tokens.record(usage.completionTokens, { ...attributes, 'gen_ai.token.type': 'output' });
  }
}
