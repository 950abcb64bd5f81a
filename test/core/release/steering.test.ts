import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_BRAKES } from '../../../core/release/brakes.ts';
import { releaseSpecSchema } from '../../../core/release/spec-schema.ts';
import { dutyOf, RELEASE_STATES } from '../../../core/release/state.ts';
import {
  demandToApprove,
  nextStep,
  type SteeringFacts,
  type SteeringKind,
  steeringRefusal,
} from '../../../core/release/steering.ts';
import { planSteps } from '../../../core/release/steps.ts';

const KINDS: readonly SteeringKind[] = ['approve', 'pause', 'resume', 'promote', 'abort', 'block', 'unblock'];
const STEPS = planSteps(releaseSpecSchema.parse({ route: 'support-agent', candidate: { model: 'gpt-5-nano' } }).plan);
const BRAKE = { by: 'ana', reason: 'lunch', atMs: 0 };
const facts = (change: Partial<SteeringFacts> = {}): SteeringFacts => ({
  position: { state: 'canary', step: 1 },
  begun: true,
  brakes: NO_BRAKES,
  approvals: [],
  steps: STEPS,
  ...change,
});
const asked = (kind: SteeringKind) => ({ kind, by: 'bo', reason: 'as asked' });

describe('steering', () => {
  test('is refused in every state without a watch, in words of that state', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RELEASE_STATES), fc.constantFrom(...KINDS), (state, kind) => {
        const refusal = steeringRefusal(asked(kind), facts({ position: { state, step: 1 } }));
        if (dutyOf(state) === 'observe') return;
        expect(refusal).toMatch(new RegExp(`^the release .+: it can not ${kind} any more$`));
      }),
    );
  });

  test('by abort is possible wherever a release is on its way forward', () => {
    for (const state of ['shadow', 'canary', 'ramp', 'bake'] as const) {
      const brakes = { ...NO_BRAKES, paused: BRAKE, blocked: BRAKE };
      expect(steeringRefusal(asked('abort'), facts({ position: { state, step: 1 }, brakes }))).toBeUndefined();
    }
  });

  test('by promote goes past a pause, but past no block and no missing approval', () => {
    const approvals = [{ before: 'ramp' as const, count: 1 }];
    expect(steeringRefusal(asked('promote'), facts({ brakes: { ...NO_BRAKES, paused: BRAKE } }))).toBeUndefined();
    expect(steeringRefusal(asked('promote'), facts({ brakes: { ...NO_BRAKES, blocked: BRAKE } }))).toContain('blocked');
    expect(steeringRefusal(asked('promote'), facts({ approvals }))).toBe('waits for 1 approval before ramp');
  });

  test('by approve means the next stage that wants it, and never one that the release is in', () => {
    const approvals = [
      { before: 'shadow' as const, count: 1 },
      { before: 'bake' as const, count: 1 },
    ];
    expect(demandToApprove({}, facts({ approvals }))?.before).toBe('bake');
    const waiting = facts({ approvals, begun: false, position: { state: 'shadow', step: 0 } });
    expect(demandToApprove({}, waiting)?.before).toBe('shadow');
    const late = { ...asked('approve'), before: 'shadow' as const };
    expect(steeringRefusal(late, facts({ approvals }))).toBe('the release has passed into shadow already');
  });

  test('by approve means one step where the plan asks before that step alone', () => {
    const approvals = [
      { before: 'ramp' as const, weight: 0.5, count: 1 },
      { before: 'bake' as const, count: 1 },
    ];
    const inRamp = facts({ approvals, position: { state: 'ramp', step: 2 } });
    expect(demandToApprove({}, inRamp)).toBe(approvals[0]);
    expect(steeringRefusal(asked('promote'), inRamp)).toBeUndefined();
    const before50 = facts({ approvals, position: { state: 'ramp', step: 3 } });
    expect(steeringRefusal(asked('promote'), before50)).toBe('waits for 1 approval before ramp 50 %');
    const wrong = { ...asked('approve'), before: 'ramp' as const, weight: 0.25 };
    expect(steeringRefusal(wrong, before50)).toBe('ramp 25 % wants no approval');
    const past = facts({ approvals, position: { state: 'ramp', step: 4 } });
    expect(steeringRefusal({ ...wrong, weight: 0.5 }, past)).toBe('the release has passed into ramp 50 % already');
  });

  test('of a stage is asked for once: an approval that lapses inside the stage holds nothing', () => {
    const approvals = [{ before: 'ramp' as const, count: 1 }];
    const inRamp = facts({ approvals, position: { state: 'ramp', step: 2 } });
    expect(steeringRefusal(asked('promote'), inRamp)).toBeUndefined();
    expect(steeringRefusal(asked('promote'), { ...inRamp, asksAtEachStep: true })).toContain('before ramp');
  });

  test('by promote does not start a release before its time; an abort ends it', () => {
    const waiting = facts({
      begun: false,
      position: { state: 'shadow', step: 0 },
      startsAtMs: Date.UTC(2026, 11, 1, 8),
    });
    expect(steeringRefusal(asked('promote'), waiting)).toContain('the release starts at 2026-12-01T08:00:00.000Z');
    expect(steeringRefusal(asked('abort'), waiting)).toBeUndefined();
  });

  test('by who started the release neither approves nor pushes it, where duties are separated', () => {
    const approvals = [{ before: 'ramp' as const, count: 1 }];
    const separated = facts({ approvals, starter: 'bo' });
    expect(steeringRefusal(asked('approve'), separated)).toContain('bo has started this release');
    expect(steeringRefusal(asked('promote'), facts({ starter: 'bo' }))).toContain('bo has started this release');
    expect(steeringRefusal({ ...asked('approve'), by: 'ana' }, separated)).toBeUndefined();
    expect(steeringRefusal(asked('abort'), separated)).toBeUndefined();
  });

  test('by approve takes the role that the stage asks for, and none where none is shown', () => {
    const approvals = [{ before: 'ramp' as const, count: 1, role: 'admin' as const }];
    const approve = asked('approve');
    expect(steeringRefusal({ ...approve, role: 'approver' }, facts({ approvals }))).toContain(
      'ramp wants the approval of the role admin, and bo has approver',
    );
    expect(steeringRefusal(approve, facts({ approvals }))).toContain('bo has shown none');
    expect(steeringRefusal({ ...approve, role: 'admin' }, facts({ approvals }))).toBeUndefined();
  });

  test('of what is not there to be ended is refused', () => {
    expect(steeringRefusal(asked('resume'), facts())).toBe('the release is not paused');
    expect(steeringRefusal(asked('unblock'), facts())).toBe('the release is not blocked');
  });

  test('before the first exposure, the next step is the first', () => {
    const first = { position: { state: 'shadow', step: 0 }, steps: STEPS } as const;
    expect(nextStep({ ...first, begun: false })?.stage).toBe('shadow');
    expect(nextStep({ ...first, begun: true })?.stage).toBe('canary');
    expect(nextStep({ position: { state: 'bake', step: 5 }, begun: true, steps: STEPS })).toBeUndefined();
  });
});
