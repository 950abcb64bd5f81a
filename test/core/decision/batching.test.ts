import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { absorb, emptyEvidence, judge, verdictOf } from '../../../core/decision/engine.ts';
import type { Evidence } from '../../../core/decision/evidence.ts';
import { EVERYONE, type Look } from '../../../core/decision/look.ts';
import { StatisticsTally } from '../../../core/llm/tally.ts';
import { UnitHistory } from '../../../core/llm/unit-history.ts';
import { seeded } from './random.ts';
import { SessionTraffic } from './session-traffic.ts';
import { charter, gate, ON_CANARY } from './virtual-release.ts';

const ERRORS = charter(gate({ metric: 'error_rate', maxIncrease: 0.01 }));
const WEIGHT = 0.2;

/** The same independent calls, told in looks of so many at a time. */
function looksOf(seed: number, calls: number, perLook: number, candidate: number): Look[] {
  const { uniform } = seeded(seed);
  const told: Look[] = [];
  for (let done = 0; done < calls; done += perLook) {
    const arms = { stable: new StatisticsTally(), candidate: new StatisticsTally() };
    for (let call = 0; call < perLook; call += 1) {
      const arm = uniform() < WEIGHT ? 'candidate' : 'stable';
      arms[arm].add({ bad: { error_rate: uniform() < (arm === 'candidate' ? candidate : 0.02) }, values: {} });
    }
    const entries = (['stable', 'candidate'] as const).map((arm) => ({
      arm,
      cohort: EVERYONE,
      weight: WEIGHT,
      statistics: arms[arm].statistics(),
    }));
    told.push({ atMs: (done + perLook) * 50, arms: entries, pairs: [] });
  }
  return told;
}

function isRolledBack(looks: readonly Look[]): boolean {
  let evidence = emptyEvidence(ERRORS);
  return looks.some((look) => {
    evidence = absorb(ERRORS, evidence, look);
    return verdictOf(ERRORS, evidence, { ...ON_CANARY, weight: WEIGHT }).kind === 'rollback';
  });
}

test.each([10, 400])('told in looks of %i calls, the guarantee is the same', (perLook) => {
  const runs = 25;
  const seeds = Array.from({ length: runs }, (_, seed) => seed);
  // At 5 % each, 25 releases have more than 4 false rollbacks less than once in a hundred times.
  expect(seeds.filter((seed) => isRolledBack(looksOf(seed, 3_000, perLook, 0.02))).length).toBeLessThanOrEqual(4);
  expect(seeds.filter((seed) => isRolledBack(looksOf(seed, 4_000, perLook, 0.2))).length).toBe(runs);
});

test('evidence with units, resumed from JSON after any look, ends in the same verdict', () => {
  const model = { requestsPerSecond: 10, weight: WEIGHT, meanCalls: 6, meanGapSeconds: 5, correlation: 0.5 };
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat({ max: 59 }), { maxLength: 5 }), (seed, crashes) => {
      const traffic = new SessionTraffic({ ...model, stable: 0.05, candidate: 0.2 }, seeded(seed), {
        tellsUnits: true,
      });
      let [whole, resumed]: [Evidence, Evidence] = [emptyEvidence(ERRORS), emptyEvidence(ERRORS)];
      for (let second = 0; second < 60; second += 1) {
        const look = traffic.look(1);
        whole = absorb(ERRORS, whole, look);
        if (crashes.includes(second)) resumed = JSON.parse(JSON.stringify(resumed)) as Evidence;
        resumed = absorb(ERRORS, resumed, look);
      }
      expect(resumed).toEqual(whole);
      expect(judge(ERRORS, resumed, ON_CANARY)).toEqual(judge(ERRORS, whole, ON_CANARY));
    }),
    { numRuns: 15 },
  );
});

test('calls that are not fresh are no evidence while nothing is known of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (repeats) => {
      const history = new UnitHistory();
      const bad = { bad: { error_rate: true }, values: {} };
      const good = { bad: { error_rate: false }, values: {} };
      const eValue = (failures: number): number => {
        const arms = { stable: new StatisticsTally(), candidate: new StatisticsTally() };
        for (let call = 0; call < 100; call += 1) arms.stable.add(good, new Set());
        for (let call = 0; call < failures; call += 1) arms.candidate.add(bad, history.stale(failures, bad));
        const entries = (['stable', 'candidate'] as const).map((arm) => ({
          arm,
          cohort: EVERYONE,
          weight: WEIGHT,
          statistics: arms[arm].statistics(),
        }));
        const evidence = absorb(ERRORS, emptyEvidence(ERRORS), { atMs: 1_000, arms: entries, pairs: [] });
        return judge(ERRORS, evidence, ON_CANARY).gates[0]?.eValue ?? 0;
      };
      expect(eValue(1 + repeats)).toBeLessThanOrEqual(eValue(1) * 1.1);
    }),
  );
});

test('told in any looks, all that can happen to an acceptable candidate is worth nothing against it', () => {
  const split = fc.array(fc.record({ stable: fc.nat({ max: 3 }), candidate: fc.nat({ max: 2 }) }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      split,
      fc.double({ min: 0.01, max: 0.6, noNaN: true }),
      fc.constantFrom(0.01, 0.1),
      (looks, stable, margin) => {
        const release = charter(gate({ metric: 'error_rate', maxIncrease: margin }));
        let expected = 0;
        for (const { chance, told } of outcomesOf(looks, { stable, candidate: stable + margin })) {
          let evidence = emptyEvidence(release);
          for (const look of told) evidence = absorb(release, evidence, look);
          expected += chance * (judge(release, evidence, ON_CANARY).gates[0]?.eValue ?? 1);
        }
        // Wealth is kept with six digits.
        expect(expected).toBeLessThanOrEqual(1 + 1e-4);
      },
    ),
    { numRuns: 15 },
  );
});

interface Calls {
  readonly stable: number;
  readonly candidate: number;
}

/** Every way in which so many calls may go, look by look, with its chance. */
function outcomesOf(looks: readonly Calls[], rates: Calls): { readonly chance: number; readonly told: Look[] }[] {
  return looks.reduce<{ readonly chance: number; readonly told: Look[] }[]>(
    (ways, calls) =>
      ways.flatMap(({ chance, told }) =>
        badCounts(calls, rates).map((bad) => ({
          chance: chance * bad.chance,
          told: [...told, lookOf((told.length + 1) * 1_000, calls, bad)],
        })),
      ),
    [{ chance: 1, told: [] }],
  );
}

function badCounts(calls: Calls, rates: Calls): (Calls & { readonly chance: number })[] {
  const counts = (most: number): number[] => Array.from({ length: most + 1 }, (_, bad) => bad);
  return counts(calls.stable).flatMap((stable) =>
    counts(calls.candidate).map((candidate) => ({
      stable,
      candidate,
      chance: chanceOf(stable, calls.stable, rates.stable) * chanceOf(candidate, calls.candidate, rates.candidate),
    })),
  );
}

function chanceOf(bad: number, calls: number, rate: number): number {
  let ways = 1;
  for (let each = 0; each < bad; each += 1) ways = (ways * (calls - each)) / (each + 1);
  return ways * rate ** bad * (1 - rate) ** (calls - bad);
}

function lookOf(atMs: number, calls: Calls, bad: Calls): Look {
  const arms = (['stable', 'candidate'] as const).flatMap((arm) => {
    const tally = { trials: calls[arm], events: bad[arm] };
    const statistics = { requests: calls[arm], rates: { error_rate: tally }, values: {} };
    return calls[arm] === 0 ? [] : [{ arm, cohort: EVERYONE, weight: WEIGHT, statistics }];
  });
  return { atMs, arms, pairs: [] };
}
