import type { Look } from '../../core/decision/look.ts';
import type { Decision, Judge } from '../judge.ts';
import type { Scenario } from '../scenario.ts';
import type { Exposure } from '../virtual-traffic.ts';
import { MinuteBook, together } from './minutes.ts';
import { type FixedThresholds, fixedThresholds, keepsThresholds } from './thresholds.ts';

const WEIGHTS = [0.2, 0.4, 0.6, 0.8] as const;
const PAUSE_SECONDS = 600;
const INTERVAL_MINUTES = 5;
const LEAST_SUCCESS = 0.95;
const FAILURE_LIMIT = 3;
const CONSECUTIVE_ERROR_LIMIT = 4;

/**
 * Argo Rollouts by its documented example: 20/40/60/80 % with pauses of ten minutes; a background analysis measures the
 * candidate over five minutes each five minutes and fails the run with more than three failures. A measurement without
 * data is an error, of which four in a row are borne.
 */
export class ArgoJudge implements Judge {
  readonly #book = new MinuteBook();
  readonly #thresholds: FixedThresholds;
  #failures = 0;
  #errorsInARow = 0;

  #step = 0;

  constructor(scenario: Scenario) {
    this.#thresholds = fixedThresholds(scenario, LEAST_SUCCESS, 0);
  }

  exposure(): Exposure {
    return { weight: WEIGHTS[this.#step] ?? 1, mirrorRate: 0 };
  }

  lookSeconds(): number {
    return 5;
  }

  after(look: Look, second: number): Decision {
    const closed = this.#book.add(look, second);
    if (closed && this.#book.candidate.length % INTERVAL_MINUTES === 0) this.#measure();
    if (this.#failures > FAILURE_LIMIT || this.#errorsInARow > CONSECUTIVE_ERROR_LIMIT) return 'rolled_back';
    this.#step = Math.floor(second / PAUSE_SECONDS);
    return this.#step >= WEIGHTS.length ? 'completed' : 'go_on';
  }

  #measure(): void {
    const kept = keepsThresholds(together(this.#book.candidate.slice(-INTERVAL_MINUTES)), this.#thresholds);
    this.#errorsInARow = kept === undefined ? this.#errorsInARow + 1 : 0;
    if (kept === false) this.#failures += 1;
  }
}
