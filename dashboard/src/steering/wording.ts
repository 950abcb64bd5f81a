import type { SteeringAction } from './actions.ts';

export interface ActionWording {
  readonly button: string;
  /** What happens, told before it is done. */
  readonly consequence: string;
  /** The reason asked for; some actions need a reason of the person's own. */
  readonly reasonLabel: string;
  readonly reasonRequired: boolean;
  readonly weight: 'primary' | 'plain' | 'danger';
}

export const ACTION_WORDS: Readonly<Record<SteeringAction, ActionWording>> = {
  approve: {
    button: 'Approve',
    consequence: 'Your approval and the evidence of this moment go into the record.',
    reasonLabel: 'Comment',
    reasonRequired: false,
    weight: 'primary',
  },
  pause: {
    button: 'Pause',
    consequence: 'The weight stays where it is. The watch goes on: a breached gate still rolls back.',
    reasonLabel: 'Reason',
    reasonRequired: false,
    weight: 'plain',
  },
  resume: {
    button: 'Resume',
    consequence: 'The release goes on from the step where it was paused.',
    reasonLabel: 'Reason',
    reasonRequired: false,
    weight: 'primary',
  },
  promote: {
    button: 'Promote',
    consequence: 'The release takes its next step now, without the evidence that its gates ask for.',
    reasonLabel: 'Reason',
    reasonRequired: true,
    weight: 'plain',
  },
  block: {
    button: 'Block',
    consequence: 'The release may not go forward until it is unblocked. The watch goes on.',
    reasonLabel: 'Reason',
    reasonRequired: true,
    weight: 'plain',
  },
  unblock: {
    button: 'Unblock',
    consequence: 'The release may go forward again.',
    reasonLabel: 'Reason',
    reasonRequired: false,
    weight: 'primary',
  },
  abort: {
    button: 'Abort',
    consequence: 'All traffic goes back to the stable version, and the release ends. This cannot be undone.',
    reasonLabel: 'Reason',
    reasonRequired: true,
    weight: 'danger',
  },
};
