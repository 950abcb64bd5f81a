import type { Observation } from '../../../core/llm/observation.ts';

/** How one arm answers: in shares of its calls, and milliseconds. */
export interface Quality {
  readonly errorRate: number;
  readonly latencyMs: number;
}

/** What apps send and how the arms answer it; may be changed while it flows. */
export class Traffic {
  perSecond = 400;
  stable: Quality = { errorRate: 0.01, latencyMs: 800 };
  candidate: Quality = { errorRate: 0.01, latencyMs: 800 };
  /** Whether calls report anything that gates judge. */
  reportsErrors = true;
  readonly #calls = { stable: 0, candidate: 0 };

  /** One call of an arm. Its bad ones are spread by the golden ratio: evenly, whatever the rate, the same in each run. */
  call(arm: 'stable' | 'candidate'): Observation {
    this.#calls[arm] += 1;
    const calls = this.#calls[arm];
    const point = (calls * 0.618_033_988_749_895) % 1;
    const { errorRate, latencyMs } = this[arm];
    return {
      bad: this.reportsErrors ? { error_rate: point < errorRate } : {},
      values: { latency_ms: latencyMs * (0.5 + ((calls * 0.754_877_666) % 1)) },
    };
  }
}
