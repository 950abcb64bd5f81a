import { describe, expect, test } from '@jest/globals';
import { absorb, emptyEvidence, verdictOf } from '../../../core/decision/engine.ts';
import { type ArmLook, EVERYONE } from '../../../core/decision/look.ts';
import { bucketIndex } from '../../../core/llm/histogram.ts';
import type { Statistics } from '../../../core/llm/statistics.ts';
import { normal, poisson, type Random, seeded } from './random.ts';
import { charter, gate, ON_CANARY } from './virtual-release.ts';

const COST = charter(gate({ metric: 'cost_per_request', maxRatio: 1.25 }));
const AT_THE_LAST_STEP = { ...ON_CANARY, weight: 0.2, minRequests: 1, lastBeforeFull: true, stepElapsedMs: 600_000 };

interface Costs {
  /** One call in so many costs `times` as much. */
  readonly rare?: number;
  readonly times?: number;
}

function calls(random: Random, count: number, { rare = 0, times = 1 }: Costs): Statistics {
  const buckets: Record<string, number> = {};
  let sum = 0;
  for (let call = 0; call < count; call += 1) {
    const cost = Math.exp(normal(random)) * (random.uniform() < rare ? times : 1);
    buckets[bucketIndex(cost)] = (buckets[bucketIndex(cost)] ?? 0) + 1;
    sum += cost;
  }
  return { requests: count, rates: {}, values: { cost_usd: { sum, histogram: { zero: 0, buckets } } } };
}

/** What became of it within so many seconds of 20 calls. */
function outcome(stable: Costs, candidate: Costs, seed: number, seconds = 900): 'rollback' | 'promote' | 'neither' {
  const random = seeded(seed);
  let evidence = emptyEvidence(COST);
  for (let second = 1; second <= seconds; second += 1) {
    const arm = (name: ArmLook['arm'], mean: number, costs: Costs): ArmLook => ({
      arm: name,
      cohort: EVERYONE,
      weight: 0.2,
      statistics: calls(random, poisson(random, mean), costs),
    });
    const arms = [arm('stable', 16, stable), arm('candidate', 4, candidate)];
    evidence = absorb(COST, evidence, { atMs: second * 1_000, arms, pairs: [] });
    const { kind } = verdictOf(COST, evidence, AT_THE_LAST_STEP);
    if (kind === 'rollback' || kind === 'promote') return kind;
  }
  return 'neither';
}

const outcomes = (stable: Costs, candidate: Costs): string[] =>
  Array.from({ length: 12 }, (_, seed) => outcome(stable, candidate, seed));

describe('cost', () => {
  test('of few calls that are far dearer condemns, though the median has not moved', () => {
    expect(outcomes({}, { rare: 0.03, times: 60 })).toEqual(Array.from({ length: 12 }, () => 'rollback'));
  });

  test('of one call in ten thousand that is very dear on both arms neither condemns nor keeps from promotion', () => {
    const rare = { rare: 1e-4, times: 10_000 };
    expect(outcomes(rare, rare)).toEqual(Array.from({ length: 12 }, () => 'promote'));
  });
});
