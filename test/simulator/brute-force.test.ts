import { expect, test } from '@jest/globals';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import { backtest } from '../../simulator/backtest.ts';
import type { ScenarioInput } from '../../simulator/scenario.ts';
import { simulate } from './given.ts';

/*
 * An independent check of the simulator: calls are made one by one, with a generator and a bookkeeping of its own, told to
 * the engine as a backtest's batches, and counted. The simulator must come to the same figures.
 */

const RUNS = 40;
const REQUESTS_PER_SECOND = 10;
const WEIGHT = 0.1;
const CHANGE = 60;
const MOST_SECONDS = 120;
const GATES = [{ metric: 'error_rate', maxIncrease: 0.05 }];
const PLAN: NonNullable<ScenarioInput['release']>['plan'] = {
  shadow: 'off',
  canary: { weight: WEIGHT, minDuration: '1h' },
  ramp: [],
  bake: 'off',
};

interface Ends {
  readonly rolledBack: number;
  readonly seconds: readonly number[];
  readonly requests: readonly number[];
  readonly harm: readonly number[];
}

async function bruteForce(stableRate: number, candidateRate: number): Promise<Ends> {
  const release = releaseSpecSchema.parse({ route: 'r', candidate: {}, gates: GATES, plan: PLAN });
  const uniform = lehmer(20_261_124);
  const ends = { rolledBack: 0, seconds: [] as number[], requests: [] as number[], harm: [] as number[] };
  for (let run = 0; run < RUNS; run += 1) {
    const served: number[] = [];
    let failed = 0;
    const lines = function* (): Generator<string> {
      for (let second = 1; second <= MOST_SECONDS; second += 1) {
        const tallies = { stable: { trials: 0, events: 0 }, candidate: { trials: 0, events: 0 } };
        // A Poisson stream, one call after the other.
        for (let at = -Math.log(1 - uniform()); at < REQUESTS_PER_SECOND; at -= Math.log(1 - uniform())) {
          const arm = uniform() < WEIGHT ? 'candidate' : 'stable';
          const isBad = uniform() < (arm === 'candidate' && second > CHANGE ? candidateRate : stableRate);
          tallies[arm].trials += 1;
          tallies[arm].events += isBad ? 1 : 0;
        }
        served.push(tallies.candidate.trials);
        if (second > CHANGE) failed += tallies.candidate.events - stableRate * tallies.candidate.trials;
        const arms = (['stable', 'candidate'] as const).map((arm) => ({
          arm,
          requests: tallies[arm].trials,
          rates: { error_rate: tallies[arm] },
        }));
        yield JSON.stringify({ atSeconds: second, weight: WEIGHT, arms });
      }
    };
    for await (const { verdict, atSeconds } of backtest(release, lines())) {
      if (verdict !== 'rollback') continue;
      ends.rolledBack += 1;
      ends.seconds.push(atSeconds - CHANGE);
      ends.requests.push(served.slice(CHANGE, atSeconds).reduce((sum, count) => sum + count, 0));
      break;
    }
    ends.harm.push(failed);
  }
  return ends;
}

/** Park and Miller's generator: nothing of the simulator's own. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const scenario: ScenarioInput = {
  release: { gates: GATES, plan: PLAN },
  traffic: { requestsPerMinute: 60 * REQUESTS_PER_SECOND },
  maxSeconds: MOST_SECONDS,
};

test('calls made one by one come to the same rollbacks, times, requests and harm', async () => {
  const made = await bruteForce(0.02, 0.2);
  const changes = [{ atSeconds: CHANGE, arm: 'candidate', set: { errorRate: 0.2 } }] as const;
  const simulated = simulate({ ...scenario, stable: { errorRate: 0.02 }, changes: [...changes] }, { runs: RUNS });
  const { secondsAfterChange, candidateRequestsAfterChange } = simulated.rollback;
  expect(Math.abs(made.rolledBack / RUNS - simulated.rollback.rate)).toBeLessThanOrEqual(0.1);
  expect(Math.abs((secondsAfterChange?.p50 ?? 0) / median(made.seconds) - 1)).toBeLessThan(0.4);
  expect(Math.abs((candidateRequestsAfterChange?.p50 ?? 0) / median(made.requests) - 1)).toBeLessThan(0.4);
  expect(Math.abs(simulated.harm.excessFailures.mean / mean(made.harm) - 1)).toBeLessThan(0.4);
});

test('a healthy candidate is rolled back as rarely by both', async () => {
  const made = await bruteForce(0.02, 0.02);
  const simulated = simulate({ ...scenario, stable: { errorRate: 0.02 } }, { runs: RUNS });
  expect(made.rolledBack / RUNS).toBeLessThanOrEqual(0.1);
  expect(simulated.rollback.rate).toBeLessThanOrEqual(0.1);
});

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
