import type { Outcome } from '../../core/llm/outcome.ts';
import type { Rollout } from '../../core/route/snapshot.ts';
import type { CallExport } from '../../platform/telemetry/otlp/otlp-export.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import type { EvaluableAnswer } from '../evaluation/job.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Collector } from './collector.ts';

/** What happens to each finished call: its answer is evaluated, then it is counted and written down. */
export class Recorder {
  readonly #collector: Collector;
  readonly #evaluator: Evaluator;
  readonly #metrics: GatewayMetrics;
  readonly #calls: CallExport;

  constructor(collector: Collector, evaluator: Evaluator, metrics: GatewayMetrics, calls: CallExport) {
    this.#collector = collector;
    this.#evaluator = evaluator;
    this.#metrics = metrics;
    this.#calls = calls;
  }

  /** `then` gets the outcome as it was recorded. */
  record(
    outcome: Outcome,
    rollout: Rollout | undefined,
    answer: EvaluableAnswer | undefined,
    then?: (recorded: Outcome) => void,
  ): void {
    if (answer === undefined || answer.checks.length === 0) return this.#finish(outcome, rollout, then);
    void this.#evaluator
      .evaluate(answer.form, answer.bytes, answer.checks)
      .then((evaluations) => this.#finish({ ...outcome, evaluations }, rollout, then));
    return undefined;
  }

  recordPair(stable: Outcome, shadow: Outcome, rollout: Rollout): void {
    this.#collector.addPair(stable, shadow, rollout);
  }

  #finish(outcome: Outcome, rollout: Rollout | undefined, then: ((recorded: Outcome) => void) | undefined): void {
    this.#collector.add(outcome, rollout);
    this.#metrics.observeCall(outcome);
    if (outcome.untraced !== true) this.#calls.add(outcome);
    then?.(outcome);
  }
}
