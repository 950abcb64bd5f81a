import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Brakes,
  brakeReason,
  brakesAt,
  demandsBefore,
  missingApprovals,
  NO_BRAKES,
} from '../../../core/release/brakes.ts';
import { moveOf } from '../../../core/release/move.ts';
import { anySteps } from './arbitraries.ts';

const BRAKE = { by: 'ana', reason: 'lunch', atMs: 0 };
const RAMP = { before: 'ramp' as const, count: 2 };
const APPROVALS = [RAMP];
const approved = (...by: string[]): Brakes => ({
  approvals: by.map((each) => ({ stage: 'ramp', by: each, comment: '', atMs: 0 })),
});

describe('what keeps a release from going forward', () => {
  test('is nothing, where nothing was asked for', () => {
    expect(brakeReason(NO_BRAKES, [])).toBeUndefined();
  });

  test('is a block before a pause before a missing approval, each with who and why', () => {
    const paused = { ...NO_BRAKES, paused: BRAKE };
    expect(brakeReason({ ...paused, blocked: { ...BRAKE, by: 'evaluator' } }, APPROVALS)).toBe(
      'blocked by evaluator: lunch',
    );
    expect(brakeReason(paused, APPROVALS)).toBe('paused by ana: lunch');
    expect(brakeReason(NO_BRAKES, APPROVALS)).toBe('waits for 2 approvals before ramp');
    expect(brakeReason(approved('ana'), APPROVALS)).toBe('waits for 1 approval before ramp');
    expect(brakeReason(approved('ana', 'bo'), APPROVALS)).toBeUndefined();
  });

  test('asks for different people', () => {
    expect(missingApprovals(approved('ana', 'ana', 'ana'), RAMP)).toBe(1);
  });

  test('forgets an approval when its time is over, to the millisecond', () => {
    const lapsing = { before: 'ramp' as const, count: 2, expiresAfter: '1h' };
    const given: Brakes = {
      approvals: [
        { stage: 'ramp', by: 'ana', comment: '', atMs: 0 },
        { stage: 'ramp', by: 'bo', comment: '', atMs: 1_000 },
      ],
    };
    const missingAt = (nowMs: number) => missingApprovals(brakesAt(given, [lapsing], nowMs), lapsing);
    expect([3_599_999, 3_600_000, 3_601_000].map(missingAt)).toEqual([0, 1, 2]);
    expect(missingApprovals(brakesAt(given, APPROVALS, 1e15), RAMP)).toBe(0);
  });

  test('counts an approval for its stage or its step only', () => {
    expect(missingApprovals(approved('ana'), { before: 'bake', count: 1 })).toBe(1);
    expect(missingApprovals(approved('ana'), { before: 'ramp', weight: 0.5, count: 1 })).toBe(1);
  });

  test('asks before the first step of a stage, or before one step of it', () => {
    const half = { before: 'ramp' as const, weight: 0.5, count: 1 };
    fc.assert(
      fc.property(anySteps, (steps) => {
        const asking = steps.map((step, index) =>
          demandsBefore([RAMP, half], step, steps[index - 1]?.stage !== step.stage),
        );
        const entered = steps.findIndex(({ stage }) => stage === 'ramp');
        for (const [index, step] of steps.entries()) {
          expect(asking[index]?.includes(RAMP)).toBe(index === entered);
          expect(asking[index]?.includes(half)).toBe(step.stage === 'ramp' && step.weight === 0.5);
        }
      }),
    );
  });

  test('never keeps it from rolling back', () => {
    expect(moveOf('rollback', false)).toBe('rollback');
    expect(moveOf('rollback', true)).toBe('rollback');
  });

  test('keeps it from going on whatever the evidence', () => {
    expect(moveOf('promote', false)).toBeUndefined();
    expect(moveOf('promote', true)).toBe('promote');
    for (const verdict of ['continue', 'hold'] as const) expect(moveOf(verdict, true)).toBeUndefined();
  });
});
