import type { Permission } from '../../../core/access/roles.ts';
import { assertNever } from '../../../core/assert-never.ts';
import type { Release } from '../api/types.ts';
import { brakesOf, missingApproval } from './brakes.ts';

export const STEERING_ACTIONS = ['approve', 'resume', 'unblock', 'promote', 'pause', 'block', 'abort'] as const;
export type SteeringAction = (typeof STEERING_ACTIONS)[number];

/** What the control plane asks of whoever does it. */
export const permissionFor = (action: SteeringAction): Permission =>
  action === 'approve' ? 'approve_release' : 'steer_release';

/** What can be done to the release as it stands now, in the order in which buttons stand. */
export function possibleActions(release: Release): readonly SteeringAction[] {
  return STEERING_ACTIONS.filter((action) => makesSense(release, action));
}

function makesSense(release: Release, action: SteeringAction): boolean {
  const underWay = isUnderWay(release);
  const { paused, blocked } = brakesOf(release.timeline);
  switch (action) {
    case 'approve':
      return underWay && missingApproval(release) !== undefined;
    case 'pause':
      return underWay && !paused;
    case 'resume':
      return underWay && paused;
    case 'block':
      return underWay && !blocked;
    case 'unblock':
      return underWay && blocked;
    case 'promote':
      return underWay;
    case 'abort':
      return underWay || release.status === 'completing';
    default:
      return assertNever(action);
  }
}

/** On its way forward: neither ended nor on its way out. */
function isUnderWay({ status, stage, ending }: Release): boolean {
  return ending === null && stage !== 'rollback' && status !== 'completing' && status !== 'starting';
}
