import { describe, expect, test } from '@jest/globals';
import { assumedHistory } from '../../../core/decision/assumed-history.ts';
import { planRelease, type ReleasePlan } from '../../../core/decision/plan.ts';
import { growthOfShares, requestsToReach } from '../../../core/decision/power.ts';
import type { GateSpec } from '../../../core/release/spec.ts';
import { planSteps } from '../../../core/release/steps.ts';
import { releaseSpecSchema } from '../../../core/release/spec-schema.ts';
import { charter, gate } from './virtual-release.ts';

const { plan } = releaseSpecSchema.parse({ route: 'support', candidate: {}, plan: { shadow: 'off' } });

function planned(requestsPerMinute: number, ...gates: GateSpec[]): ReleasePlan {
  const release = charter(...gates);
  return planRelease({
    charter: release,
    steps: planSteps(plan),
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
