import type { Release, ReleaseEvent } from '../api/types.ts';

/** Which brakes are on. A release can be paused and blocked at once, which its status, one word, does not say. */
export function brakesOf(timeline: readonly ReleaseEvent[]): { readonly paused: boolean; readonly blocked: boolean } {
  const lastOf = (...types: ReleaseEvent['type'][]) => timeline.findLast(({ type }) => types.includes(type))?.type;
  return { paused: lastOf('paused', 'resumed') === 'paused', blocked: lastOf('blocked', 'unblocked') === 'blocked' };
}

export type WantedApproval = Release['approvals'][number];

/** The next approval that is still wanted for a stage that has not begun. */
export function missingApproval({ approvals, steps }: Release): WantedApproval | undefined {
  return approvals.find(({ before, weight, count, given }) => {
    const passed = steps.some(
      (step) => step.stage === before && (weight ?? step.weight) === step.weight && step.state !== 'ahead',
    );
    return !passed && given.length < count;
  });
}
