import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  advance,
  dutyOf,
  firstPosition,
  type Position,
  RELEASE_STATES,
  type ReleaseEvent,
  stepAt,
} from '../../../core/release/state.ts';
import { anyPosition, anySteps, EVENTS, FORWARD } from './arbitraries.ts';

const anyRun = anySteps.chain((steps) =>
  fc.record({ steps: fc.constant(steps), events: fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }) }),
);

describe('the states of a release', () => {
  test('every state answers every event: with another state of the table, or by staying', () => {
    fc.assert(
      fc.property(
        anySteps.chain((steps) => fc.tuple(fc.constant(steps), anyPosition(steps), fc.constantFrom(...EVENTS))),
        ([steps, position, event]) => {
          const next = advance(position, event, steps);
          if (next === undefined) return;
          expect(RELEASE_STATES).toContain(next.state);
          expect(stepAt(steps, next.step)).toBeDefined();
          expect(next).not.toEqual(position);
        },
      ),
    );
  });

  test('promoting alone leads through every step of the plan, in order and once, to completing', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const seen: Position[] = [];
        let position: Position | undefined = firstPosition(steps);
        while (position !== undefined) {
          seen.push(position);
          position = advance(position, 'promote', steps);
        }
        expect(seen.slice(0, -1)).toEqual(steps.map((step, index) => ({ state: step.stage, step: index })));
        expect(seen.at(-1)?.state).toBe('completing');
      }),
    );
  });

  test('what is ended stays ended, whatever happens', () => {
    fc.assert(
      fc.property(anyRun, ({ steps, events }) => {
        for (const state of ['completed', 'rolled_back', 'aborted'] as const) {
          for (const event of events) expect(advance({ state, step: 0 }, event, steps)).toBeUndefined();
        }
      }),
    );
  });

  test('no way leads from a rollback or an abort back to an exposure', () => {
    fc.assert(
      fc.property(anyRun, ({ steps, events }) => {
        let position = firstPosition(steps);
        const duties = events.map((event) => {
          position = advance(position, event, steps) ?? position;
          return dutyOf(position.state);
        });
        const after = duties.slice(Math.max(0, duties.indexOf('withdraw')));
        expect(after.includes('withdraw') && after.includes('observe')).toBe(false);
      }),
    );
  });

  test('every exposure can be taken back at any moment', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        steps.forEach((step, index) => {
          const position = { state: step.stage, step: index };
          expect(advance(position, 'rollback', steps)?.state).toBe('rolling_back');
          expect(advance(position, 'abort', steps)?.state).toBe('aborting');
        });
      }),
    );
  });

  test.each<[ReleaseEvent, string, string]>([
    ['settle', 'completing', 'completed'],
    ['settle', 'rolling_back', 'rolled_back'],
    ['settle', 'aborting', 'aborted'],
    ['abort', 'completing', 'aborting'],
  ])('%s leads from %s to %s', (event, from, to) => {
    const position = { state: from, step: 0 } as Position;
    expect(advance(position, event, [])?.state).toBe(to);
  });

  test('what is watched are the four stages, and no other state', () => {
    expect(RELEASE_STATES.filter((state) => dutyOf(state) === 'observe')).toEqual(FORWARD);
  });

  test('a step that the plan does not have is a mistake of the program', () => {
    expect(() => stepAt([], 0)).toThrow('The plan has no step 0');
  });
});
