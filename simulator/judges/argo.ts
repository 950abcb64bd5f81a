import type { Look } from '../../core/decision/look.ts';
import type { Decision, Judge } from '../judge.ts';
import type { Scenario } from '../scenario.ts';
import type { Exposure } from '../virtual-traffic.ts';
import { LOOK_SECONDS, MinuteBook, together } from './minutes.ts';
import { type FixedThreshold, fixedThresholds } from './thresholds.ts';

const WEIGHTS = [0.2, 0.4, 0.6, 0.8] as const;
const PAUSE_SECONDS = 600;
/** `startingStep: 2` of the example: the analysis begins with the weight of 40 %. */
const FIRST_MEASUREMENT_MINUTE = 10;
const INTERVAL_MINUTES = 5;
const LEAST_SUCCESS = 0.95;
const FAILURE_LIMIT = 3;
const CONSECUTIVE_ERROR_LIMIT = 4;

/**
 * Argo Rollouts by the example of background analysis in its documentation (docs/features/analysis.md): 20/40/60/80 % with
 * pauses of ten minutes; from 40 % on each metric is measured at once and then each five minutes over the last five; a
 * metric with more than three failed measurements, or more than four errors (no data) in a row, fails the analysis.
 */
export class ArgoJudge implements Judge {
  readonly #book = new MinuteBook();
  readonly #metrics: readonly MetricRun[];
  #step = 0;

  constructor(scenario: Scenario) {
    this.#metrics = fixedThresholds(scenario, LEAST_SUCCESS, 0).map((threshold) => new MetricRun(threshold));
  }

  exposure(): Exposure {
    return { weight: WEIGHTS[this.#step] ?? 1, mirrorRate: 0 };
  }

  lookSeconds(): number {
    return LOOK_SECONDS;
  }

  after(look: Look, second: number): Decision {
    if (this.#book.add(look, second)) this.#measure();
    if (this.#metrics.some((metric) => metric.hasFailed)) return 'rolled_back';
    this.#step = Math.floor(second / PAUSE_SECONDS);
    return this.#step >= WEIGHTS.length ? 'completed' : 'go_on';
  }

  #measure(): void {
    const { candidate } = this.#book;
    const sinceFirst = candidate.length - FIRST_MEASUREMENT_MINUTE;
    if (sinceFirst < 0 || sinceFirst % INTERVAL_MINUTES !== 0) return;
    const lately = together(candidate.slice(-INTERVAL_MINUTES));
    for (const metric of this.#metrics) metric.add(metric.threshold.keeps(lately));
  }
}

/** One metric of an AnalysisRun: each counts for itself. */
class MetricRun {
  readonly threshold: FixedThreshold;
  #failures = 0;
  #errorsInARow = 0;

  constructor(threshold: FixedThreshold) {
    this.threshold = threshold;
  }

  get hasFailed(): boolean {
    return this.#failures > FAILURE_LIMIT || this.#errorsInARow > CONSECUTIVE_ERROR_LIMIT;
  }

  add(kept: boolean | undefined): void {
    this.#errorsInARow = kept === undefined ? this.#errorsInARow + 1 : 0;
    if (kept === false) this.#failures += 1;
  }
}
