import type { Schema } from '../../../../client/types.ts';
import { ARMS } from '../../../../core/release/arm.ts';

type StepSummary = Schema<'StepSummary'>;
export type ArmSum = Pick<StepSummary, 'arm' | 'calls' | 'failed' | 'costUsd'>;

/** Steps of agents' tasks, summed for each arm. The cost is unknown where that of every step is. */
export function byArm(steps: readonly StepSummary[]): readonly ArmSum[] {
  return ARMS.flatMap((arm) => {
    const own = steps.filter((step) => step.arm === arm);
    if (own.length === 0) return [];
    const costs = own.flatMap(({ costUsd }) => costUsd ?? []);
    return {
      arm,
      calls: sum(own.map(({ calls }) => calls)),
      failed: sum(own.map(({ failed }) => failed)),
      costUsd: costs.length === 0 ? null : sum(costs),
    };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
