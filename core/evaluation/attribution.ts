import type { Arm } from '../release/arm.ts';

/** A call that feedback may be about. */
export interface ServedCall {
  readonly traceId: string;
  readonly spanId: string;
  readonly startedAtMs: number;
  readonly route: string;
  readonly routeVersion: number;
  readonly releaseId: string | null;
  readonly arm: Arm;
  readonly weight: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly session: string | null;
  /** Whether it counts as its arm's own: see `Outcome.counted`. */
  readonly counted: boolean;
}

/** Whom feedback is laid to. */
export type Attribution =
  | { readonly kind: 'call'; readonly call: ServedCall; readonly isEvidence: boolean; readonly why?: string }
  /** None of the calls is there (yet). */
  | { readonly kind: 'unknown' };

/**
 * The call that an answer's feedback is about: of several (an agent's task, a session) the last one. It is evidence for the
 * arm that served it, unless another arm answered in its place, or calls of both arms came together in what it is about:
 * then nobody can tell whose it is.
 */
export function attribute(calls: readonly ServedCall[]): Attribution {
  const answers = calls.filter(({ arm }) => arm !== 'shadow');
  const last = answers.toSorted((one, other) => other.startedAtMs - one.startedAtMs)[0];
  if (last === undefined) return { kind: 'unknown' };
  if (last.releaseId === null) return { kind: 'call', call: last, isEvidence: false, why: 'no release had the route' };
  const together = answers.filter(({ releaseId }) => releaseId === last.releaseId);
  if (!together.some(({ counted }) => counted) || !last.counted)
    return { kind: 'call', call: last, isEvidence: false, why: 'another target answered in its place' };
  const isMixed = together.some(({ counted, arm }) => counted && arm !== last.arm);
  if (isMixed) return { kind: 'call', call: last, isEvidence: false, why: 'both arms had a part in it' };
  return { kind: 'call', call: last, isEvidence: true };
}
