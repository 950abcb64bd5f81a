import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Brakes, brakeReason, brakesAt, missingApprovals, NO_BRAKES } from '../../../core/release/brakes.ts';
import { moveOf } from '../../../core/release/move.ts';
import type { ForwardStage } from '../../../core/release/stage.ts';
import { anySteps } from './arbitraries.ts';

const BRAKE = { by: 'ana', reason: 'lunch', atMs: 0 };
const APPROVALS = [{ before: 'ramp' as const, count: 2 }];
const approved = (...by: string[]): Brakes => ({
  approvals: by.map((each) => ({ stage: 'ramp', by: each, comment: '', atMs: 0 })),
});

describe('what keeps a release from going forward', () => {
  test('is nothing, where nothing was asked for', () => {
    fc.assert(fc.property(anySteps, (steps) => expect(brakeReason(NO_BRAKES, steps[1], [])).toBeUndefined()));
  });

  test('is a block before a pause before a missing approval, each with who and why', () => {
    const next = { stage: 'ramp' } as never;
    const paused = { ...NO_BRAKES, paused: BRAKE };
    expect(brakeReason({ ...paused, blocked: { ...BRAKE, by: 'evaluator' } }, next, APPROVALS)).toBe(
      'blocked by evaluator: lunch',
    );
    expect(brakeReason(paused, next, APPROVALS)).toBe('paused by ana: lunch');
    expect(brakeReason(NO_BRAKES, next, APPROVALS)).toBe('waits for 2 approvals before ramp');
    expect(brakeReason(approved('ana'), next, APPROVALS)).toBe('waits for 1 approval before ramp');
    expect(brakeReason(approved('ana', 'bo'), next, APPROVALS)).toBeUndefined();
  });

  test('asks for different people', () => {
    expect(missingApprovals(approved('ana', 'ana', 'ana'), 'ramp', APPROVALS)).toBe(1);
  });

  test('forgets an approval when its time is over, to the millisecond', () => {
    const lapsing = [{ before: 'ramp' as const, count: 2, expiresAfter: '1h' }];
    const given: Brakes = {
      approvals: [
        { stage: 'ramp', by: 'ana', comment: '', atMs: 0 },
        { stage: 'ramp', by: 'bo', comment: '', atMs: 1_000 },
      ],
    };
    const missingAt = (nowMs: number) => missingApprovals(brakesAt(given, lapsing, nowMs), 'ramp', lapsing);
    expect([3_599_999, 3_600_000, 3_601_000].map(missingAt)).toEqual([0, 1, 2]);
    expect(missingApprovals(brakesAt(given, APPROVALS, 1e15), 'ramp', APPROVALS)).toBe(0);
  });

  test('counts an approval for its stage only', () => {
    fc.assert(
      fc.property(fc.constantFrom<ForwardStage>('shadow', 'canary', 'bake'), (stage) => {
        expect(missingApprovals(approved('ana'), stage, APPROVALS)).toBe(0);
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
