import { describe, expect, test } from '@jest/globals';
import { assumedHistory } from '../../../core/decision/assumed-history.ts';
import { planRelease, type ReleasePlan } from '../../../core/decision/plan.ts';
import { growthOfShares, requestsToReach } from '../../../core/decision/power.ts';
import type { GateSpec } from '../../../core/release/spec.ts';
import { planSteps } from '../../../core/release/steps.ts';
import { releaseSpecSchema } from '../../../core/release/spec-schema.ts';
import { charter, gate } from './virtual-release.ts';

const { plan } = releaseSpecSchema.parse({ route: 'support', candidate: {}, plan: { shadow: 'off' } });

function planned(requestsPerMinute: number, only: GateSpec, given = plan): ReleasePlan {
  const release = charter(only);
  return planRelease({
    charter: release,
    steps: planSteps(given),
    limits: { maxDurationMs: 86_400_000, onInconclusive: 'hold' },
    requestsPerMinute,
    history: assumedHistory(release),
  });
}

const ERRORS = gate({ metric: 'error_rate', maxIncrease: 0.01 });

describe('a plan', () => {
  test('tells how long each step takes, and why', () => {
    const { steps, seconds } = planned(600, ERRORS);
    expect(steps.map((step) => step.name)).toEqual(['canary 5 %', 'ramp 10 %', 'ramp 25 %', 'ramp 50 %', 'bake 100 %']);
    expect(steps[0]).toMatchObject({ seconds: 400, because: '200 requests' });
    expect(steps[3]?.because).toBe('the proof of error_rate');
    expect(seconds).toBe(steps.reduce((sum, step) => sum + (step.seconds ?? 0), 0));
  });

  test('worse faults are seen sooner, and with more traffic everything is', () => {
    const [few] = planned(60, ERRORS).gates;
    const [many] = planned(6_000, ERRORS).gates;
    const seconds = many?.sees.flatMap((each) => each.p80?.seconds ?? []) ?? [];
    expect(seconds).toEqual(seconds.toSorted((one, other) => other - one));
    expect(few?.sees.at(-1)?.p80?.seconds).toBeGreaterThan(many?.sees.at(-1)?.p80?.seconds ?? Infinity);
  });

  test('a worsening within the margin is never seen', () => {
    const [errors] = planned(600, ERRORS).gates;
    expect(errors?.sees.find((each) => each.worsening === '+0.5 points')?.p80).toBeNull();
  });

  test('a worsening that a promoting gate needs long to see is seen in the last step before everybody', () => {
    const [errors] = planned(600, ERRORS).gates;
    const [unproving] = planned(600, gate({ metric: 'error_rate', maxIncrease: 0.01, promotes: false })).gates;
    const smallest = (each: typeof errors) => each?.sees.find(({ worsening }) => worsening === '+2 points')?.p95;
    expect(smallest(errors)?.seconds).toBeGreaterThan(2_000);
    expect(smallest(unproving)).toBeNull();
  });

  test('pairs of shadow are evidence: faults are seen before anybody gets them, and proofs begin with them', () => {
    const { plan: shadowed } = releaseSpecSchema.parse({
      route: 'support',
      candidate: {},
      plan: { shadow: { rate: 0.2, minPairs: 500, maxDuration: '2h' } },
    });
    const mirrored = planned(600, ERRORS, shadowed);
    const served = planned(600, ERRORS);
    const [shadow] = mirrored.steps;
    const worst = mirrored.gates[0]?.sees.at(-1)?.p95;
    expect(worst?.seconds).toBeLessThan(shadow?.seconds ?? 0);
    expect(worst?.requests).toBeGreaterThan(0);
    const ramp = (each: ReleasePlan): number => each.steps.find(({ name }) => name === 'ramp 50 %')?.seconds ?? 0;
    expect(ramp(mirrored)).toBeLessThan(ramp(served));
  });

  test('a fault of one cohort alone takes longer, the smaller the cohort', () => {
    const [split] = planned(6_000, gate({ metric: 'error_rate', maxIncrease: 0.01, cohortBy: 'tenant' })).gates;
    const seconds = [split, ...(split?.cohorts ?? [])].map((each) => each?.sees.at(-1)?.p80?.seconds);
    expect(seconds).toHaveLength(4);
    expect(seconds).toEqual(seconds.toSorted((one, other) => (one ?? Infinity) - (other ?? Infinity)));
    expect(planned(600, ERRORS).gates[0]?.cohorts).toBeUndefined();
  });

  test('a gate that is split by cohort sees what everybody gets a little later', () => {
    const [whole] = planned(600, ERRORS).gates;
    const [split] = planned(600, gate({ metric: 'error_rate', maxIncrease: 0.01, cohortBy: 'tenant' })).gates;
    expect(split?.sees.at(-1)?.p80?.requests).toBeGreaterThan(whole?.sees.at(-1)?.p80?.requests ?? Infinity);
  });

  test('warns of a shadow that ends without its pairs, and of one that costs more than it may', () => {
    const shadowed = releaseSpecSchema.parse({
      route: 'support',
      candidate: {},
      plan: { shadow: { minPairs: 20_000 } },
      gates: [{ metric: 'cost_per_request', maxRatio: 1.5 }],
    });
    const release = { gates: shadowed.gates, risk: shadowed.risk };
    const { warnings, seconds } = planRelease({
      charter: release,
      steps: planSteps(shadowed.plan),
      limits: { maxDurationMs: 86_400_000, onInconclusive: 'hold' },
      requestsPerMinute: 1_000,
      history: assumedHistory(release),
    });
    expect(seconds).toBeNull();
    expect(warnings[0]).toMatch(
      /^shadow takes 3 h 20 min for 20000 pairs, more than its maxDuration 30 min, and then holds: raise/,
    );
    expect(warnings[1]).toMatch(/^shadow spends about \$51\.\d\d for 20000 pairs/);
  });

  test('warns of what can never decide, and says what to change', () => {
    const release = charter(ERRORS, gate({ metric: 'eval_fail_rate:tone', maxIncrease: 0.02 }));
    const { warnings } = planRelease({
      charter: release,
      steps: planSteps(plan),
      limits: { maxDurationMs: 86_400_000, onInconclusive: 'hold' },
      requestsPerMinute: 600,
      history: assumedHistory(charter(ERRORS)),
    });
    expect(warnings.join(' ')).toContain('stable has reported no eval_fail_rate:tone');
    expect(planned(1, ERRORS).warnings.join(' ')).toContain('more than maxDuration');
    expect(planned(600, gate({ metric: 'error_rate', maxIncrease: 0 })).warnings.join(' ')).toContain(
      'widen the margin',
    );
  });

  test('the required evidence over its growth is the number of requests, for an even chance', () => {
    const growth = growthOfShares({ slope: 0, intercept: 0.02 }, 0.12, 0.01, 10);
    const divergence = 0.12 * Math.log(6) + 0.88 * Math.log(0.88 / 0.98);
    expect(growth.mean).toBeCloseTo(divergence, 6);
    expect(requestsToReach(4, growth, 0.5)).toBeCloseTo(4 / divergence, 6);
    expect(requestsToReach(4, growth, 0.95)).toBeGreaterThan(4 / divergence);
  });
});
