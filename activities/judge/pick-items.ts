import { findRelease } from '../../store/releases.ts';
import { pickForJudging } from '../../store/judgements.ts';
import type { PickedItems, PickInput } from '../../workflows/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';

const MOST_AT_ONCE = 40;

/** What each judge of a release is to look at next; `over` where the release has ended. Only ids travel. */
export async function pickItems({ database }: ActivityDependencies, { releaseId }: PickInput): Promise<PickedItems> {
  const release = await findRelease(database, releaseId);
  if (release === undefined || release.endedAt !== null) return { over: true, judges: [] };
  const judges: { name: string; concurrency: number; spanIds: readonly string[] }[] = [];
  for (const judge of release.spec.judges) {
    const spanIds = await pickForJudging(database, releaseId, judge, MOST_AT_ONCE);
    judges.push({ name: judge.name, concurrency: judge.concurrency, spanIds });
  }
  return { over: false, judges };
}
