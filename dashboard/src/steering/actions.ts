import { assertNever } from '../../../core/assert-never.ts';
import type { Release } from '../api/types.ts';
import { brakesOf, missingApproval } from './brakes.ts';

export const STEERING_ACTIONS = ['approve', 'resume', 'unblock', 'promote', 'pause', 'block', 'abort'] as const;
export type SteeringAction = (typeof STEERING_ACTIONS)[number];

/** What each role may do to a release. The control plane decides; this only keeps buttons away that it would refuse. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const ALLOWED: Readonly<Record<Role, readonly SteeringAction[]>> = {
  viewer: [],
  operator: ['resume', 'unblock', 'promote', 'pause', 'block', 'abort'],
  approver: ['approve', 'pause', 'block', 'abort'],
  admin: STEERING_ACTIONS,
};

/** What the role can do to the release as it stands now, in the order in which buttons stand. */
export function availableActions(release: Release, role: Role): readonly SteeringAction[] {
  return ALLOWED[role].length === 0
    ? []
    : STEERING_ACTIONS.filter((action) => ALLOWED[role].includes(action) && makesSense(release, action));
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
