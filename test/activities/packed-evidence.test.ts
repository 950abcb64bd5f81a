import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packed, unpacked } from '../../activities/packed-evidence.ts';
import { absorb, emptyEvidence, judge } from '../../core/decision/engine.ts';
import { seeded } from '../core/decision/random.ts';
import { type ArmModel, charter, drawLook, gate, ON_CANARY } from '../core/decision/virtual-release.ts';

const by = { cohortBy: 'tenant' } as const;
const RATES = [
  'error_rate',
  'eval_fail_rate:schema',
  'timeout_rate',
  'refusal_rate',
  'truncation_rate',
  'guardrail_block_rate',
];
const TEN_BY_TEN = charter(
  ...RATES.map((metric) => gate({ metric, maxIncrease: 0.02, ...by })),
  ...['latency_p99', 'latency_p95', 'latency_p50', 'cost_per_request'].map((metric) =>
    gate({ metric, maxRatio: 1.3, ...by }),
  ),
);
const MODEL: ArmModel = {
  rates: Object.fromEntries(RATES.map((metric) => [metric, 0.02])),
  latency: { medianMs: 800, sigma: 0.7 },
  cost: { meanUsd: 0.002, sigma: 0.8 },
};
const TRAFFIC = {
  requestsPerLook: 400,
  weight: 0.1,
  stable: MODEL,
  candidate: MODEL,
  cohorts: Object.fromEntries(Array.from({ length: 10 }, (_, tenant) => [`tenant=${tenant}`, { share: 0.1 }])),
};

test('evidence that a history keeps is the evidence that it was, and small with ten gates by ten cohorts', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 60 }), (seed, looks) => {
      const random = seeded(seed);
      let evidence = emptyEvidence(TEN_BY_TEN);
      for (let second = 1; second <= looks; second += 1)
        evidence = absorb(TEN_BY_TEN, evidence, drawLook(random, TRAFFIC, second));
      const kept = packed(evidence);
      expect(JSON.stringify(kept).length).toBeLessThan(35_000);
      const back = unpacked(JSON.parse(JSON.stringify(kept)) as typeof kept);
      expect(back).toEqual(evidence);
      expect(judge(TEN_BY_TEN, back, ON_CANARY)).toEqual(judge(TEN_BY_TEN, evidence, ON_CANARY));
    }),
    { numRuns: 4 },
  );
});

test('the engine refuses evidence that is still packed: it is no fresh start', () => {
  let evidence = emptyEvidence(TEN_BY_TEN);
  for (let second = 1; second <= 3; second += 1)
    evidence = absorb(TEN_BY_TEN, evidence, drawLook(seeded(second), TRAFFIC, second));
  expect(() => judge(TEN_BY_TEN, packed(evidence), ON_CANARY)).toThrow('format 2');
});
