import fc from 'fast-check';
import type { Step } from '../../../core/release/steps.ts';
import { type Position, RELEASE_STATES, type ReleaseEvent, type ReleaseState } from '../../../core/release/state.ts';
import type { PlanSpec } from '../../../core/release/spec.ts';
import { planSteps } from '../../../core/release/steps.ts';

export const EVENTS: readonly ReleaseEvent[] = ['promote', 'rollback', 'abort', 'settle'];
export const FORWARD: readonly ReleaseState[] = ['shadow', 'canary', 'ramp', 'bake'];

const weight = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
const count = fc.integer({ min: 1, max: 10_000 });
const duration = fc.integer({ min: 0, max: 600 }).map((seconds) => `${seconds}s`);

/** Any plan that a spec can have, every default filled in. */
export const anyPlan: fc.Arbitrary<PlanSpec> = fc.record({
  shadow: fc.oneof(
    fc.constant('off' as const),
    fc.record({ rate: weight, minPairs: count, maxDuration: duration, maxSpendUsd: fc.integer({ min: 1, max: 50 }) }),
  ),
  canary: fc.oneof(fc.constant('off' as const), fc.record({ weight, minRequests: count, minDuration: duration })),
  ramp: fc
    .uniqueArray(weight, { maxLength: 5 })
    .map((weights) => weights.toSorted((one, other) => one - other).map((each) => ({ weight: each }))),
  bake: fc.oneof(fc.constant('off' as const), fc.record({ duration })),
  maxDuration: fc.constant('24h'),
});

export const anySteps: fc.Arbitrary<readonly Step[]> = anyPlan.map(planSteps);

export const anyPosition = (steps: readonly Step[]): fc.Arbitrary<Position> =>
  fc.record({ state: fc.constantFrom(...RELEASE_STATES), step: fc.nat({ max: steps.length - 1 }) });
