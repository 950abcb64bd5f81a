import { assertNever } from '../assert-never.ts';
import type { Step } from './steps.ts';

/*
 * The states of a release and every move between them.
 *
 *            promote        promote       promote      promote            settle
 *   shadow ──────────▶ canary ──────▶ ramp ──────▶ bake ──────▶ completing ──────▶ completed
 *      │                  │          ↺ promote       │              │
 *      ├──────────────────┴─────────────┴────────────┴──────────────┘
 *      │ rollback                                              settle
 *      ├───────────────▶ rolling_back ──────────────────────────────▶ rolled_back
 *      │ abort                                                 settle
 *      └───────────────▶ aborting ──────────────────────────────────▶ aborted
 *
 * A stage that the plan leaves out is passed over: `promote` goes to the stage of the plan's next step, and to
 * `completing` after the last. `settle` says that every live replica runs what the state asks for.
 * What merely holds a release in its state (pause, block, a missing approval) is in brakes.ts.
 */
export const RELEASE_STATES = [
  'shadow',
  'canary',
  'ramp',
  'bake',
  'completing',
  'rolling_back',
  'aborting',
  'completed',
  'rolled_back',
  'aborted',
] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];
export type ReleaseEvent = 'promote' | 'rollback' | 'abort' | 'settle';

type Target = ReleaseState | 'next';

const FORWARD = { promote: 'next', rollback: 'rolling_back', abort: 'aborting' } as const;

const MOVES: Readonly<Record<ReleaseState, Readonly<Partial<Record<ReleaseEvent, Target>>>>> = {
  shadow: FORWARD,
  canary: FORWARD,
  ramp: FORWARD,
  bake: FORWARD,
  completing: { settle: 'completed', rollback: 'rolling_back', abort: 'aborting' },
  rolling_back: { settle: 'rolled_back' },
  aborting: { settle: 'aborted' },
  completed: {},
  rolled_back: {},
  aborted: {},
};

/** Where a release stands: its state, and the step of its plan that it is at (the last one once it has left them). */
export interface Position {
  readonly state: ReleaseState;
  readonly step: number;
}

/** The first position of a plan. */
export function firstPosition(steps: readonly Step[]): Position {
  return { state: stepAt(steps, 0).stage, step: 0 };
}

/** The position after the event, or `undefined` where the table has no such move: then the event changes nothing. */
export function advance(position: Position, event: ReleaseEvent, steps: readonly Step[]): Position | undefined {
  const target = MOVES[position.state][event];
  if (target === undefined) return undefined;
  if (target !== 'next') return { state: target, step: position.step };
  const following = steps[position.step + 1];
  if (following === undefined) return { state: 'completing', step: position.step };
  return { state: following.stage, step: position.step + 1 };
}

/** What the workflow has to do in a state. */
export type Duty = 'observe' | 'complete' | 'withdraw' | 'none';

export function dutyOf(state: ReleaseState): Duty {
  switch (state) {
    case 'shadow':
    case 'canary':
    case 'ramp':
    case 'bake':
      return 'observe';
    case 'completing':
      return 'complete';
    case 'rolling_back':
    case 'aborting':
      return 'withdraw';
    case 'completed':
    case 'rolled_back':
    case 'aborted':
      return 'none';
    default:
      return assertNever(state);
  }
}

/** The step of a plan; an index outside of it is a mistake in the program. */
export function stepAt(steps: readonly Step[], index: number): Step {
  const step = steps[index];
  if (step === undefined) throw new RangeError(`The plan has no step ${index}`);
  return step;
}
