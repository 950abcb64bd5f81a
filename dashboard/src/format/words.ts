import type { GateState } from '../../../core/decision/report.ts';
import type { ReleaseEventType } from '../../../core/release/record.ts';
import type { ReleaseSummary } from '../api/types.ts';

/* What states are called, and how they look: each has a word, a shape and a tone; the tone is never alone. */

export type Tone = 'neutral' | 'going' | 'good' | 'waiting' | 'bad';
export type Shape = 'play' | 'pause' | 'stop' | 'tick' | 'cross' | 'back' | 'hand' | 'dots' | 'question';

export interface Wording {
  readonly word: string;
  readonly tone: Tone;
  readonly shape: Shape;
}

export const STATUS_WORDS: Readonly<Record<ReleaseSummary['status'], Wording>> = {
  scheduled: { word: 'Scheduled', tone: 'neutral', shape: 'dots' },
  starting: { word: 'Starting', tone: 'neutral', shape: 'dots' },
  running: { word: 'Running', tone: 'going', shape: 'play' },
  awaiting_approval: { word: 'Awaiting approval', tone: 'waiting', shape: 'hand' },
  paused: { word: 'Paused', tone: 'waiting', shape: 'pause' },
  blocked: { word: 'Blocked', tone: 'waiting', shape: 'stop' },
  held: { word: 'On hold', tone: 'waiting', shape: 'pause' },
  completing: { word: 'Completing', tone: 'going', shape: 'dots' },
  rolling_back: { word: 'Rolling back', tone: 'bad', shape: 'back' },
  completed: { word: 'Completed', tone: 'good', shape: 'tick' },
  rolled_back: { word: 'Rolled back', tone: 'bad', shape: 'back' },
  aborted: { word: 'Aborted', tone: 'neutral', shape: 'cross' },
};

export const GATE_WORDS: Readonly<Record<GateState, Wording>> = {
  no_data: { word: 'No data', tone: 'neutral', shape: 'question' },
  collecting: { word: 'Collecting', tone: 'neutral', shape: 'dots' },
  healthy: { word: 'Healthy', tone: 'good', shape: 'tick' },
  breached: { word: 'Breached', tone: 'bad', shape: 'cross' },
  inconclusive: { word: 'Inconclusive', tone: 'waiting', shape: 'question' },
};

export const EVENT_WORDS: Readonly<Record<ReleaseEventType, Wording>> = {
  scheduled: { word: 'Scheduled', tone: 'neutral', shape: 'dots' },
  started: { word: 'Started', tone: 'going', shape: 'play' },
  advanced: { word: 'Advanced', tone: 'going', shape: 'play' },
  acknowledged: { word: 'Acknowledged', tone: 'neutral', shape: 'tick' },
  awaiting_approval: { word: 'Awaiting approval', tone: 'waiting', shape: 'hand' },
  approved: { word: 'Approved', tone: 'good', shape: 'tick' },
  paused: { word: 'Paused', tone: 'waiting', shape: 'pause' },
  resumed: { word: 'Resumed', tone: 'going', shape: 'play' },
  blocked: { word: 'Blocked', tone: 'waiting', shape: 'stop' },
  unblocked: { word: 'Unblocked', tone: 'going', shape: 'play' },
  held: { word: 'On hold', tone: 'waiting', shape: 'pause' },
  hold_cleared: { word: 'Hold cleared', tone: 'going', shape: 'play' },
  promotion_forced: { word: 'Promoted by hand', tone: 'waiting', shape: 'hand' },
  rollback_started: { word: 'Rolling back', tone: 'bad', shape: 'back' },
  abort_started: { word: 'Aborting', tone: 'neutral', shape: 'cross' },
  completing: { word: 'Completing', tone: 'going', shape: 'dots' },
  completed: { word: 'Completed', tone: 'good', shape: 'tick' },
  rolled_back: { word: 'Rolled back', tone: 'bad', shape: 'back' },
  aborted: { word: 'Aborted', tone: 'neutral', shape: 'cross' },
  lost_route: { word: 'Lost the route', tone: 'bad', shape: 'cross' },
};
