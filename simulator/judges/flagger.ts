import type { Look } from '../../core/decision/look.ts';
import type { Decision, Judge } from '../judge.ts';
import type { Scenario } from '../scenario.ts';
import type { Exposure } from '../virtual-traffic.ts';
import { EMPTY_MINUTE, LOOK_SECONDS, MinuteBook } from './minutes.ts';
import { type FixedThreshold, fixedThresholds } from './thresholds.ts';

const THRESHOLD = 10;
const STEP_WEIGHT = 0.05;
const MAX_WEIGHT = 0.5;
const LEAST_SUCCESS = 0.99;
const MOST_LATENCY_MS = 500;

/**
 * Flagger by the example of its documentation, in the order of `advanceCanary` (pkg/controller/scheduler.go): each minute,
 * if ten checks have failed, all traffic goes back; else the candidate's last minute is checked. A check that fails, for a
 * metric without values too, counts and halts the advance, and counts are never forgotten; one that passes raises the
 * weight by five points, and at fifty promotes.
 */
export class FlaggerJudge implements Judge {
  readonly #book = new MinuteBook();
  readonly #thresholds: readonly FixedThreshold[];
  #failedChecks = 0;
  #weight = STEP_WEIGHT;

  constructor(scenario: Scenario) {
    this.#thresholds = fixedThresholds(scenario, LEAST_SUCCESS, MOST_LATENCY_MS);
  }

  exposure(): Exposure {
    return { weight: this.#weight, mirrorRate: 0 };
  }

  lookSeconds(): number {
    return LOOK_SECONDS;
  }

  after(look: Look, second: number): Decision {
    if (!this.#book.add(look, second)) return 'go_on';
    if (this.#failedChecks >= THRESHOLD) return 'rolled_back';
    const minute = this.#book.candidate.at(-1) ?? EMPTY_MINUTE;
    if (this.#thresholds.every(({ keeps }) => keeps(minute) === true)) return this.#advance();
    this.#failedChecks += 1;
    return 'go_on';
  }

  #advance(): Decision {
    if (this.#weight >= MAX_WEIGHT - 1e-9) return 'completed';
    this.#weight = Math.min(MAX_WEIGHT, this.#weight + STEP_WEIGHT);
    return 'go_on';
  }
}
