import { asReleaseId } from '../../../core/ids.ts';
import { isOnCandidate } from '../../../core/route/assignment.ts';
import type { Answer, ClientCall } from '../traffic.ts';
import type { Finding, Seen } from './seen.ts';
import type { Timeline } from './timelines.ts';

type Answered = ClientCall & { readonly answer: Answer };

/** No call that began after a rollback was done is answered by its candidate. */
export function checkRolledBack({ calls }: Seen, timelines: readonly Timeline[]): Finding {
  const violations: string[] = [];
  let [after, inFlight] = [0, 0];
  for (const { played, candidateVersion, events } of timelines) {
    const doneAtMs = events.find(({ type }) => type === 'rolled_back')?.at.getTime();
    if (doneAtMs === undefined) continue;
    for (const call of answersOf(calls, played.route)) {
      if (call.endedAtMs <= doneAtMs) continue;
      after += 1;
      if (call.answer.arm !== 'candidate' || call.answer.version !== candidateVersion) continue;
      if (call.startedAtMs <= doneAtMs) inFlight += 1;
      else
        violations.push(`${played.id}: answered ${call.answer.requestId} ${call.startedAtMs - doneAtMs} ms after it`);
    }
  }
  const looked = `${after} answers after a rollback, ${inFlight} of calls begun before it`;
  return { name: 'nobody is let in after a rollback', looked, violations };
}

/**
 * A candidate answers only whom the published weight gives it: assignment is a pure function, so this is checked call by
 * call. That it answers as many is checked where no fault was: there the share of sessions is within five standard
 * deviations of the weight.
 */
export function checkWeights({ calls, struck }: Seen, timelines: readonly Timeline[]): Finding {
  const violations: string[] = [];
  let [checked, windows] = [0, 0];
  for (const timeline of timelines) {
    const { route, id } = timeline.played;
    for (const call of answersOf(calls, route)) {
      if (call.answer.arm !== 'candidate' || call.answer.version !== timeline.candidateVersion) continue;
      checked += 1;
      const weight = highestWeight(timeline, call.endedAtMs);
      if (!isOnCandidate(asReleaseId(id), `session:${call.session}`, weight))
        violations.push(`${id}: ${call.session} was on the candidate at a weight of ${weight}`);
    }
    for (const { fromMs, toMs, weight } of quietWindows(timeline, struck)) {
      const share = candidateShare(answersOf(calls, route), fromMs, toMs);
      if (share.sessions < MIN_SESSIONS) continue;
      windows += 1;
      const bound = 5 * Math.sqrt((weight * (1 - weight)) / share.sessions) + 1 / share.sessions;
      if (Math.abs(share.candidate / share.sessions - weight) > bound)
        violations.push(`${id}: ${share.candidate} of ${share.sessions} sessions at a weight of ${weight}`);
    }
  }
  const looked = `${checked} answers of candidates one by one, ${windows} times the share`;
  return { name: 'weights are as published', looked, violations };
}

const MIN_SESSIONS = 20;

function answersOf(calls: readonly ClientCall[], route: string): readonly Answered[] {
  return calls.filter((call): call is Answered => call.route === route && call.answer.kind === 'answer');
}

/** Of what was published until then; a call keeps the snapshot that it began with. */
function highestWeight({ events }: Timeline, atMs: number): number {
  const published = events.filter(({ snapshotVersion, at }) => snapshotVersion !== null && at.getTime() <= atMs);
  return Math.max(0, ...published.map(({ weight }) => weight));
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly weight: number;
}

/** From the acknowledgement of a weight to what came next, where no fault was or was being recovered from. */
function* quietWindows({ events }: Timeline, struck: Seen['struck']): Generator<Window> {
  for (const [index, event] of events.entries()) {
    const next = events[index + 1];
    if (event.type !== 'acknowledged' || next === undefined || event.weight === 0 || event.weight === 1) continue;
    const window = { fromMs: event.at.getTime(), toMs: next.at.getTime(), weight: event.weight };
    const disturbed = struck.some(
      ({ fromMs, wholeAtMs = Infinity }) => fromMs < window.toMs && wholeAtMs + SETTLED_MS > window.fromMs,
    );
    if (!disturbed) yield window;
  }
}

const SETTLED_MS = 1_000;

/** Sessions of calls that lie within the time, and those of them whose call was the candidate's to answer. */
function candidateShare(calls: readonly Answered[], fromMs: number, toMs: number) {
  const within = calls.filter(({ startedAtMs, endedAtMs }) => startedAtMs >= fromMs && endedAtMs <= toMs);
  const bySession = new Map(
    within.map(({ session, answer }) => [session, answer.arm === 'candidate' || answer.rescued] as const),
  );
  return { sessions: bySession.size, candidate: [...bySession.values()].filter(Boolean).length };
}
