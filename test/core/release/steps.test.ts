import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { demandsAt } from '../../../core/release/demands.ts';
import { releaseSpecSchema } from '../../../core/release/spec-schema.ts';
import { STAGES } from '../../../core/release/stage.ts';
import { describeStep, percent, planSteps } from '../../../core/release/steps.ts';
import { anyPlan, anySteps } from './arbitraries.ts';

const LIMITS = { maxDurationMs: 86_400_000, onInconclusive: 'hold' } as const;

describe('the steps of a plan', () => {
  test('of a release that says nothing are shadow, 5 %, 10 %, 25 %, 50 % and a bake', () => {
    const { plan } = releaseSpecSchema.parse({ route: 'support-agent', candidate: { model: 'gpt-5-nano' } });
    expect(planSteps(plan).map(describeStep)).toEqual([
      'shadow 10 %',
      'canary 5 %',
      'ramp 10 %',
      'ramp 25 %',
      'ramp 50 %',
      'bake 100 %',
    ]);
  });

  test('never go back, neither in stage nor in weight within the ramp', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const stages = steps.map((step) => STAGES.indexOf(step.stage));
        expect(stages).toEqual(stages.toSorted((left, right) => left - right));
        const ramp = steps.filter((step) => step.stage === 'ramp').map((step) => step.weight);
        expect(ramp).toEqual(ramp.toSorted((left, right) => left - right));
      }),
    );
  });

  test('are at least one, and expose nobody to the candidate in shadow', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const steps = planSteps(plan);
        expect(steps.length).toBeGreaterThan(0);
        for (const step of steps) {
          expect(step.weight === 0).toBe(step.stage === 'shadow');
          expect(step.mirrorRate > 0).toBe(step.stage === 'shadow');
        }
      }),
    );
  });

  test('demand the proof before whatever step serves everybody, and at the last one', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        steps.forEach((_, index) => {
          const following = steps[index + 1];
          const { lastBeforeFull } = demandsAt(steps, index, LIMITS);
          expect(lastBeforeFull).toBe(following === undefined || following.weight >= 1);
        });
      }),
    );
  });

  test('carry the bounds of a shadow to the engine, and the bounds of the release', () => {
    const { plan } = releaseSpecSchema.parse({ route: 'support-agent', candidate: { model: 'gpt-5-nano' } });
    expect(demandsAt(planSteps(plan), 0, LIMITS)).toMatchObject({
      stage: 'shadow',
      minPairs: 200,
      maxStepDurationMs: 1_800_000,
      maxShadowSpendUsd: 5,
      ...LIMITS,
    });
  });

  test.each([
    [0, '0 %'],
    [0.005, '0.5 %'],
    [0.05, '5 %'],
    [0.125, '12.5 %'],
    [1, '100 %'],
  ])('a share of %d reads %s', (share, text) => expect(percent(share)).toBe(text));
});
