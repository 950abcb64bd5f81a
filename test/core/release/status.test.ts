import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_BRAKES } from '../../../core/release/brakes.ts';
import { dutyOf, RELEASE_STATES, type ReleaseState } from '../../../core/release/state.ts';
import { ENDED, releaseStatus, type StatusFacts, stageOf, weightOf } from '../../../core/release/status.ts';
import { ENDINGS } from '../../../core/release/stage.ts';
import { anyPosition, anySteps, FORWARD } from './arbitraries.ts';

const BRAKE = { by: 'ana', reason: 'lunch', atMs: 0 };
const facts = (change: Partial<StatusFacts> & { readonly state?: ReleaseState } = {}): StatusFacts => ({
  position: { state: change.state ?? 'canary', step: 0 },
  brakes: NO_BRAKES,
  demands: [],
  verdict: 'continue',
  ...change,
});

describe('the status of a release', () => {
  test.each<[string, Partial<StatusFacts>, string]>([
    ['nothing holds it', {}, 'running'],
    ['the evidence holds it', { verdict: 'hold' }, 'held'],
    ['it is paused', { brakes: { ...NO_BRAKES, paused: BRAKE }, verdict: 'hold' }, 'paused'],
    ['it is blocked', { brakes: { ...NO_BRAKES, paused: BRAKE, blocked: BRAKE } }, 'blocked'],
    [
      'only an approval is missing',
      { demands: [{ before: 'ramp', count: 1 }], verdict: 'promote' },
      'awaiting_approval',
    ],
    ['its time has not come', { scheduled: true }, 'scheduled'],
    ['it is paused before its time', { scheduled: true, brakes: { ...NO_BRAKES, paused: BRAKE } }, 'paused'],
    ['an approval will be missing', { demands: [{ before: 'ramp', count: 1 }] }, 'running'],
  ])('where %s', (_, change, status) => expect(releaseStatus(facts(change))).toBe(status));

  test('of a release on its way back does not depend on brakes', () => {
    for (const state of ['rolling_back', 'aborting'] as const) {
      expect(releaseStatus({ ...facts({ state }), brakes: { ...NO_BRAKES, blocked: BRAKE } })).toBe('rolling_back');
    }
  });

  test('says that it is over exactly in the states without a duty', () => {
    for (const state of RELEASE_STATES) {
      expect(ENDED.includes(releaseStatus(facts({ state })))).toBe(dutyOf(state) === 'none');
    }
    expect(ENDED).toEqual(ENDINGS);
  });

  test('and its stage are one of the contract for every state', () => {
    expect(RELEASE_STATES.map(stageOf)).toEqual([
      'shadow',
      'canary',
      'ramp',
      'bake',
      'bake',
      'rollback',
      'rollback',
      'bake',
      'rollback',
      'rollback',
    ]);
  });

  test('the candidate has no weight before its first exposure nor on a way back', () => {
    fc.assert(
      fc.property(
        anySteps.chain((steps) => fc.tuple(fc.constant(steps), anyPosition(steps))),
        ([steps, position]) => {
          const isExposing = FORWARD.includes(position.state);
          const weights = [weightOf(position, false, steps), weightOf(position, true, steps)];
          const completes = stageOf(position.state) === 'bake' && !isExposing;
          expect(weights).toEqual(completes ? [1, 1] : [0, isExposing ? steps[position.step]?.weight : 0]);
        },
      ),
    );
  });
});
