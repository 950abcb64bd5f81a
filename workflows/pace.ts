import { type VerdictKind, VERDICTS } from '../core/decision/verdict.ts';

/** When an observation hands over to the workflow. */
export interface Pace {
  readonly returnOn: readonly VerdictKind[];
  readonly checkpointAfterMs: number;
}

export interface PaceFacts {
  readonly verdict: VerdictKind;
  /** Whether a promote verdict would be acted on. */
  readonly mayGoForward: boolean;
  /** How long the step has lasted. */
  readonly stepElapsedMs: number;
  /** How long ago the release's timeline last said how it stands (held, cleared); absent where it has not yet. */
  readonly sinceNotedMs?: number;
}

const SHORTEST_CHECKPOINT_MS = 5_000;
const LONGEST_CHECKPOINT_MS = 5 * 60_000;
const SETTLE_MS = 5_000;

/**
 * What makes the release move is handed over at once; what only changes how it stands (hold, continue) at once too,
 * but at most once in `SETTLE_MS`, so that evidence on an edge fills neither history nor timeline. Checkpoints come
 * often in a young step, where all is new, and rarely in an old one.
 */
export function paceOf({ verdict, mayGoForward, stepElapsedMs, sinceNotedMs }: PaceFacts): Pace {
  const moves = VERDICTS.filter((kind) => kind === 'rollback' || (kind === 'promote' && mayGoForward));
  const settling = sinceNotedMs !== undefined && sinceNotedMs < SETTLE_MS;
  if (settling) return { returnOn: moves, checkpointAfterMs: SETTLE_MS };
  return {
    returnOn: VERDICTS.filter((kind) => moves.includes(kind) || kind !== verdict),
    checkpointAfterMs: Math.min(LONGEST_CHECKPOINT_MS, Math.max(SHORTEST_CHECKPOINT_MS, stepElapsedMs)),
  };
}
