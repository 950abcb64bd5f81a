import { describe, expect, test } from '@jest/globals';
import { absorb, type Charter, emptyEvidence, verdictOf } from '../../../core/decision/engine.ts';
import { rateBounds } from '../../../core/decision/rate-bounds.ts';
import type { Verdict } from '../../../core/decision/verdict.ts';
import { demandsAt } from '../../../core/release/demands.ts';
import { type ReleaseSpecInput } from '../../../core/release/spec.ts';
import { releaseSpecSchema } from '../../../core/release/spec-schema.ts';
import { describeStep, planSteps, type Step } from '../../../core/release/steps.ts';
import { binomial, seeded } from './random.ts';
import { drawLook } from './virtual-release.ts';

const LIMITS = { maxDurationMs: 86_400_000, onInconclusive: 'hold' } as const;

function given(plan: ReleaseSpecInput['plan']): { readonly charter: Charter; readonly steps: readonly Step[] } {
  const spec = releaseSpecSchema.parse({
    route: 'support-agent',
    candidate: { model: 'gpt-5-nano' },
    gates: [{ metric: 'error_rate', maxIncrease: 0.01 }],
    plan: { shadow: 'off', bake: 'off', ...plan },
  });
  return { charter: { gates: spec.gates, risk: spec.risk }, steps: planSteps(spec.plan) };
}

interface Ride {
  readonly weights: number[];
  readonly seconds: number;
  readonly excess: number;
  readonly last: Verdict;
}

/** A release at ten requests a second, until it has 50 % of the traffic, is rolled back, or so many seconds passed. */
function ride(plan: ReleaseSpecInput['plan'], candidate: number, seed: number, most = 600): Ride {
  const { charter, steps } = given(plan);
  const random = seeded(seed);
  let evidence = emptyEvidence(charter);
  let [step, from, excess] = [0, 0, 0];
  let last: Verdict = { kind: 'continue', reason: '' };
  const weights = [steps[0]?.weight ?? 0];
  let second = 0;
  while (second < most) {
    second += 1;
    const weight = steps[step]?.weight ?? 1;
    const arms = { stable: { rates: { error_rate: 0.01 } }, candidate: { rates: { error_rate: candidate } } };
    const look = drawLook(random, { requestsPerLook: 10, weight, ...arms }, second);
    excess += (look.arms.find(({ arm }) => arm === 'candidate')?.statistics.requests ?? 0) * (candidate - 0.01);
    evidence = absorb(charter, evidence, look);
    const timing = { stepElapsedMs: (second - from) * 1_000, releaseElapsedMs: second * 1_000 };
    last = verdictOf(charter, evidence, { ...demandsAt(steps, step, LIMITS), ...timing });
    if (last.kind === 'rollback') break;
    if (last.kind !== 'promote') continue;
    step += 1;
    from = second;
    weights.push(steps[step]?.weight ?? 1);
    if (weight >= 0.5 || step >= steps.length || weights.at(-1) === 0.5) break;
  }
  return { weights, seconds: second, excess, last };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const rides = (plan: ReleaseSpecInput['plan'], candidate: number): Ride[] =>
  Array.from({ length: 10 }, (_, seed) => ride(plan, candidate, seed));

describe('a ramp that is left to the engine', () => {
  test('begins at a hundredth and doubles, with the canary up to its own weight', () => {
    const names = given({ ramp: 'auto' }).steps.map(describeStep);
    expect(names).toEqual([
      'canary 1 %',
      'canary 2 %',
      'canary 5 %',
      'ramp 10 %',
      'ramp 20 %',
      'ramp 35 %',
      'ramp 50 %',
    ]);
    expect(
      given({ ramp: { auto: { maxExcessFailures: 3 } } }).steps.every((step) => step.maxExcessFailures === 3),
    ).toBe(true);
  });

  test('what the plan asks of the canary holds at its own weight', () => {
    const { steps } = given({ ramp: 'auto', canary: { weight: 0.05, minRequests: 500, minDuration: '2m' } });
    expect(steps[2]).toMatchObject({ weight: 0.05, minRequests: 500, minDurationMs: 120_000 });
    expect(steps[0]).toMatchObject({ weight: 0.01, minRequests: 1 });
  });

  test('gives a healthy candidate half of the traffic within minutes, sooner for a larger budget', () => {
    const seconds = (maxExcessFailures: number): number =>
      mean(rides({ ramp: { auto: { maxExcessFailures } } }, 0.01).map((each) => each.seconds));
    expect(seconds(20)).toBeLessThan(150);
    expect(seconds(3)).toBeGreaterThan(seconds(20));
  });

  test('a bad candidate costs less than the budget', () => {
    for (const fault of [0.16, 0.5, 1]) {
      const all = rides({ ramp: 'auto' }, fault);
      expect(all.every((each) => each.last.kind === 'rollback')).toBe(true);
      expect(mean(all.map((each) => each.excess))).toBeLessThan(10);
      expect(Math.max(...all.map((each) => each.excess))).toBeLessThan(30);
    }
  });

  test('says what it waits for', () => {
    const waiting = ride({ ramp: { auto: { maxExcessFailures: 0.5 } } }, 0.01, 1, 30).last;
    expect(waiting.kind).toBe('continue');
    expect(waiting.reason).toMatch(
      /half a minute could bring .* failed answers beyond stable's .* more than the budget of 0\.5/,
    );
  });
});

test('bounds of a rate hold at all looks together', () => {
  const random = seeded(5);
  let missed = 0;
  for (let run = 0; run < 200; run += 1) {
    let mass = { count: 0, sum: 0 };
    let isMissed = false;
    for (let look = 0; look < 60; look += 1) {
      mass = { count: mass.count + 5, sum: mass.sum + binomial(random, 5, 0.1) };
      const { low, high } = rateBounds(mass, 0.05);
      isMissed ||= low > 0.1 || high < 0.1;
    }
    if (isMissed) missed += 1;
  }
  // At 5 %, more than 19 of 200 are missed less than once in two hundred times.
  expect(missed).toBeLessThanOrEqual(19);
  expect(rateBounds({ count: 100, sum: 0 }, 0.05).high).toBeLessThan(0.07);
});
