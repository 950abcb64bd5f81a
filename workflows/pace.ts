import { type VerdictKind, VERDICTS } from '../core/decision/verdict.ts';
import { moveOf } from '../core/release/move.ts';

/** When an observation hands over to the workflow. */
export interface Pace {
  readonly returnOn: readonly VerdictKind[];
  readonly checkpointAfterMs: number;
}

export interface PaceFacts {
  readonly verdict: VerdictKind;
  /** Whether a promote verdict would be acted on. */
  readonly mayGoForward: boolean;
  /** Whether all that would keep it from being acted on is an approval, or an acknowledgement, that is still to come. */
  readonly awaitsOthers: boolean;
  /** How long the step has lasted. */
  readonly stepElapsedMs: number;
  /** How long ago the release's timeline last said how it stands (held, cleared); absent where it has not yet. */
  readonly sinceNotedMs?: number;
}

const SHORTEST_CHECKPOINT_MS = 5_000;
const LONGEST_CHECKPOINT_MS = 5 * 60_000;
const SETTLE_MS = 5_000;

/**
 * What makes the release move is handed over at once. What only changes how it stands (held, awaiting others, or
 * neither) is handed over at once too, but at most once in `SETTLE_MS`, so that evidence on an edge fills neither
 * history nor timeline. Checkpoints come often in a young step, where all is new, and rarely in an old one.
 */
export function paceOf(facts: PaceFacts): Pace {
  const { verdict, mayGoForward, stepElapsedMs, sinceNotedMs } = facts;
  const isSettling = sinceNotedMs !== undefined && sinceNotedMs < SETTLE_MS;
  const moves = (kind: VerdictKind): boolean => moveOf(kind, mayGoForward) !== undefined;
  const changes = (kind: VerdictKind): boolean => !isSettling && standing(kind, facts) !== standing(verdict, facts);
  return {
    returnOn: VERDICTS.filter((kind) => moves(kind) || changes(kind)),
    checkpointAfterMs: isSettling
      ? SETTLE_MS
      : Math.min(LONGEST_CHECKPOINT_MS, Math.max(SHORTEST_CHECKPOINT_MS, stepElapsedMs)),
  };
}

function standing(kind: VerdictKind, { awaitsOthers }: PaceFacts): 'held' | 'awaiting' | 'clear' {
  if (kind === 'hold') return 'held';
  return kind === 'promote' && awaitsOthers ? 'awaiting' : 'clear';
}
