import type { Look } from '../../core/decision/look.ts';
import type { Decision, Judge } from '../judge.ts';
import type { Scenario } from '../scenario.ts';
import type { Exposure } from '../virtual-traffic.ts';
import { EMPTY_MINUTE, MinuteBook } from './minutes.ts';
import { type FixedThresholds, fixedThresholds, keepsThresholds } from './thresholds.ts';

const THRESHOLD = 10;
const STEP_WEIGHT = 0.05;
const MAX_WEIGHT = 0.5;
const LEAST_SUCCESS = 0.99;
const MOST_LATENCY_MS = 500;

/**
 * Flagger by its documented example: each minute the candidate's last minute is checked; a failed check (a missing metric
 * too) counts and halts the advance, and counts are never forgotten; at ten all traffic goes back; else the weight grows
 * by five points up to fifty, and then the candidate is promoted.
 */
export class FlaggerJudge implements Judge {
  readonly #book = new MinuteBook();
  readonly #thresholds: FixedThresholds;
  #failedChecks = 0;
  #weight = STEP_WEIGHT;

  constructor(scenario: Scenario) {
    this.#thresholds = fixedThresholds(scenario, LEAST_SUCCESS, MOST_LATENCY_MS);
  }

  exposure(): Exposure {
    return { weight: this.#weight, mirrorRate: 0 };
  }

  lookSeconds(): number {
    return 5;
  }

  after(look: Look, second: number): Decision {
    if (!this.#book.add(look, second)) return 'go_on';
    if (keepsThresholds(this.#book.candidate.at(-1) ?? EMPTY_MINUTE, this.#thresholds) === true) return this.#advance();
    this.#failedChecks += 1;
    return this.#failedChecks >= THRESHOLD ? 'rolled_back' : 'go_on';
  }

  #advance(): Decision {
    if (this.#weight >= MAX_WEIGHT - 1e-9) return 'completed';
    this.#weight = Math.min(MAX_WEIGHT, this.#weight + STEP_WEIGHT);
    return 'go_on';
  }
}
