import { EVERYONE } from '../decision/look.ts';
import { asReleaseId } from '../ids.ts';
import type { ReleaseStatistics } from '../llm/flush.ts';
import type { Tally } from '../llm/statistics.ts';
import type { ServedCall } from './attribution.ts';
import type { Signal } from './signal.ts';

/** One trial that came after its call. */
export interface LateTrial {
  readonly call: ServedCall;
  readonly signal: Signal;
}

/**
 * Late trials as statistics of the arms that served the calls, at the weight of that time, for everybody and for the
 * cohorts that the release's gates ask for. They bring no requests: their calls were counted when they ended.
 */
export function lateStatistics(
  trials: readonly LateTrial[],
  cohortBy: (releaseId: string) => readonly string[],
): readonly ReleaseStatistics[] {
  const sums = new Map<string, Omit<ReleaseStatistics, 'statistics'> & { rates: Record<string, Tally> }>();
  for (const { call, signal } of trials) {
    if (call.releaseId === null) continue;
    const releaseId = asReleaseId(call.releaseId);
    for (const cohort of cohortsOf(call, cohortBy(call.releaseId))) {
      const { arm, weight } = call;
      const key = `${releaseId} ${arm} ${weight} ${cohort}`;
      const sum = sums.get(key) ?? { releaseId, arm, weight, cohort, rates: {} };
      sums.set(key, sum);
      const { trials: before, events } = sum.rates[signal.metric] ?? { trials: 0, events: 0 };
      sum.rates[signal.metric] = { trials: before + 1, events: events + Number(signal.bad) };
    }
  }
  return Array.from(sums.values(), ({ rates, ...of }) => ({ ...of, statistics: { requests: 0, rates, values: {} } }));
}

function cohortsOf({ labels }: ServedCall, cohortBy: readonly string[]): readonly string[] {
  const cohorts: string[] = [EVERYONE];
  for (const label of cohortBy) if (labels[label] !== undefined) cohorts.push(`${label}=${labels[label]}`);
  return cohorts;
}
