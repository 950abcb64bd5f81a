import { expect, test } from '@jest/globals';
import type { Release, ReleaseEvent } from '../../dashboard/src/api/types.ts';
import { availableActions } from '../../dashboard/src/steering/actions.ts';

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
  expect(availableActions(releaseWith({}), 'admin')).toEqual(['promote', 'pause', 'block', 'abort']);
});

test('each brake can be released as long as it is on, even where another one hides it', () => {
  const paused = releaseWith({ status: 'blocked' }, 'started', 'paused', 'blocked');
  expect(availableActions(paused, 'admin')).toEqual(['resume', 'unblock', 'promote', 'abort']);
  const resumed = releaseWith({ status: 'blocked' }, 'started', 'paused', 'blocked', 'resumed');
  expect(availableActions(resumed, 'admin')).toEqual(['unblock', 'promote', 'pause', 'abort']);
});

test('an approval is asked for until enough people gave it, and only for a stage that lies ahead', () => {
  const given = [{ by: 'grace', comment: '', at: EVENT.at }];
  const wanting = (before: 'canary' | 'ramp', count: number) =>
    releaseWith({ approvals: [{ before, count, weight: null, role: null, expiresAfter: null, given }] });
  expect(availableActions(wanting('ramp', 2), 'approver')).toContain('approve');
  expect(availableActions(wanting('ramp', 1), 'approver')).not.toContain('approve');
  expect(availableActions(wanting('canary', 2), 'approver')).not.toContain('approve');
});

test('what a role may not do is not offered', () => {
  const release = releaseWith({
    approvals: [{ before: 'ramp', count: 1, weight: null, role: null, expiresAfter: null, given: [] }],
  });
  expect(availableActions(release, 'viewer')).toEqual([]);
  expect(availableActions(release, 'operator')).not.toContain('approve');
  expect(availableActions(release, 'approver')).not.toContain('promote');
});

test('a release on its way out can not be steered; one that completes can still be aborted', () => {
  expect(availableActions(releaseWith({ status: 'rolling_back', stage: 'rollback' }), 'admin')).toEqual([]);
  expect(availableActions(releaseWith({ status: 'completed', stage: 'bake', ending: 'completed' }), 'admin')).toEqual(
    [],
  );
  expect(availableActions(releaseWith({ status: 'completing', stage: 'bake' }), 'admin')).toEqual(['abort']);
});
