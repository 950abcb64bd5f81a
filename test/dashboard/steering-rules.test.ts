import { expect, test } from '@jest/globals';
import type { Release, ReleaseEvent } from '../../dashboard/src/api/types.ts';
import { mayDo, PERMISSIONS, type Role } from '../../core/access/roles.ts';
import { allowanceOf, type Caller } from '../../dashboard/src/session/session.ts';
import { permissionFor, possibleActions, type SteeringAction } from '../../dashboard/src/steering/actions.ts';

const EVENT: ReleaseEvent = {
  sequence: 1,
  at: '2026-11-05T14:00:00.000Z',
  type: 'started',
  actor: 'tidegate',
  status: 'running',
  stage: 'canary',
  weight: 0.05,
  reason: 'canary 5 % has begun',
  details: {},
  gates: [],
  snapshotVersion: 1,
};
const STEP = { weight: 0.05, mirrorRate: 0, minRequests: 1, minPairs: 0, minDurationMs: 0 } as const;

function releaseWith(change: Partial<Release>, ...types: ReleaseEvent['type'][]): Release {
  return {
    id: 'rel_1',
    route: 'support-agent',
    status: 'running',
    stage: 'canary',
    weight: 0.05,
    reason: 'collecting',
    stableVersion: 1,
    candidateVersion: 2,
    changes: ['model'],
    description: null,
    requestedBy: 'ada',
    requestedAt: EVENT.at,
    startAt: null,
    endedAt: null,
    ending: null,
    workflowId: 'release/support-agent',
    runId: null,
    temporalUrl: 'http://127.0.0.1:8233/',
    steps: [
      { ...STEP, name: 'canary 5 %', stage: 'canary', state: 'current' },
      { ...STEP, name: 'ramp 25 %', stage: 'ramp', state: 'ahead' },
    ],
    approvals: [],
    gates: [],
    verdict: null,
    evidence: [],
    acknowledgement: { snapshotVersion: 1, acknowledged: [], waiting: [] },
    timeline: types.map((type, index) => ({ ...EVENT, type, sequence: index + 1 })),
    ...change,
  };
}

test('a release that runs can be sped up, stopped and taken back', () => {
  expect(possibleActions(releaseWith({}))).toEqual(['promote', 'pause', 'block', 'abort']);
});

test('each brake can be released as long as it is on, even where another one hides it', () => {
  const paused = releaseWith({ status: 'blocked' }, 'started', 'paused', 'blocked');
  expect(possibleActions(paused)).toEqual(['resume', 'unblock', 'promote', 'abort']);
  const resumed = releaseWith({ status: 'blocked' }, 'started', 'paused', 'blocked', 'resumed');
  expect(possibleActions(resumed)).toEqual(['unblock', 'promote', 'pause', 'abort']);
});

test('an approval is asked for until enough people gave it, and only for a stage that lies ahead', () => {
  const given = [{ by: 'grace', comment: '', at: EVENT.at }];
  const wanting = (before: 'canary' | 'ramp', count: number) =>
    releaseWith({ approvals: [{ before, count, weight: null, role: null, expiresAfter: null, given }] });
  expect(possibleActions(wanting('ramp', 2))).toContain('approve');
  expect(possibleActions(wanting('ramp', 1))).not.toContain('approve');
  expect(possibleActions(wanting('canary', 2))).not.toContain('approve');
});

test('what a role may not do is refused with the roles that may', () => {
  const callerWith = (role: Role): Caller => ({
    name: 'ada',
    role,
    routes: null,
    permissions: PERMISSIONS.filter((permission) => mayDo(role, permission)),
  });
  const may = (role: Role, action: SteeringAction) => allowanceOf(callerWith(role), permissionFor(action));
  expect(may('viewer', 'abort')).toEqual({
    allowed: false,
    why: 'You are signed in as viewer: it takes operator or admin.',
  });
  expect(may('operator', 'approve').why).toContain('it takes approver or admin');
  expect(may('approver', 'promote').allowed).toBe(false);
  expect(may('approver', 'approve')).toEqual({ allowed: true, why: undefined });
  expect(allowanceOf(undefined, 'read')).toEqual({ allowed: false, why: undefined });
});

test('a release on its way out can not be steered; one that completes can still be aborted', () => {
  expect(possibleActions(releaseWith({ status: 'rolling_back', stage: 'rollback' }))).toEqual([]);
  expect(possibleActions(releaseWith({ status: 'completed', stage: 'bake', ending: 'completed' }))).toEqual([]);
  expect(possibleActions(releaseWith({ status: 'completing', stage: 'bake' }))).toEqual(['abort']);
});
