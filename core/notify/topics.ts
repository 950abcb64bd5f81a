import type { ReleaseEventType } from '../release/record.ts';

/** What is told of costs. */
export type CostEventType = 'cost_drift' | 'budget';

/** What somebody may want to be told of. */
export const TOPICS = ['stage', 'hold', 'approval', 'rollback', 'end', 'budget', 'cost'] as const;
export type Topic = (typeof TOPICS)[number];

/** The topic of each event of a release; null where nobody is told. */
const TOPIC_OF: Readonly<Record<ReleaseEventType, Topic | null>> = {
  scheduled: 'stage',
  started: 'stage',
  advanced: 'stage',
  acknowledged: null,
  awaiting_approval: 'approval',
  approved: 'approval',
  paused: 'hold',
  resumed: 'hold',
  blocked: 'hold',
  unblocked: 'hold',
  held: 'hold',
  hold_cleared: 'hold',
  promotion_forced: 'stage',
  rollback_started: 'rollback',
  abort_started: 'rollback',
  completing: 'stage',
  completed: 'end',
  rolled_back: 'end',
  aborted: 'end',
  lost_route: 'rollback',
};

export const topicOf = (type: ReleaseEventType): Topic | null => TOPIC_OF[type];
