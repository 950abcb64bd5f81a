import { asReplicaId, type ReleaseId } from '../../core/ids.ts';
import { EVERYONE } from '../../core/decision/look.ts';
import type { ReleaseStatistics } from '../../core/llm/flush.ts';
import type { Database } from '../../store/database.ts';
import { heartbeat } from '../../store/replicas.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { readSnapshotSince } from '../../store/snapshots.ts';

export interface TestGateway {
  /** Share of the candidate's calls that fail from now on. */
  failCandidate(rate: number): void;
  stop(): Promise<void>;
}

const BEAT_MS = 100;
const REQUESTS_PER_BEAT = 200;

/** Stands for a replica in the store: it acknowledges each snapshot and flushes what its arms would have come to. */
export function startTestGateway(database: Database, replicaName = 'replica-1'): TestGateway {
  const replica = asReplicaId(replicaName);
  let failureRate = 0;
  let sequence = 0;
  let stopped = false;

  async function beat(): Promise<void> {
    const snapshot = await readSnapshotSince(database, undefined);
    await heartbeat(database, { replica, appliedSnapshot: snapshot.version, address: 'test' });
    const statistics: ReleaseStatistics[] = [];
    for (const { rollout } of snapshot.routes.values()) {
      if (rollout === undefined || rollout.weight === 0) continue;
      const candidate = Math.ceil(REQUESTS_PER_BEAT * rollout.weight);
      const { releaseId, weight } = rollout;
      statistics.push(calls(releaseId, 'candidate', weight, candidate, Math.round(candidate * failureRate)));
      statistics.push(calls(releaseId, 'stable', weight, REQUESTS_PER_BEAT - candidate, 0));
    }
    sequence += 1;
    await writeFlush(database, { replica, sequence, statistics, pairs: [], traces: [] });
  }

  const running = (async () => {
    while (!stopped) {
      await beat();
      await new Promise((resolve) => setTimeout(resolve, BEAT_MS));
    }
  })();

  return {
    failCandidate: (rate) => void (failureRate = rate),
    async stop() {
      stopped = true;
      await running;
    },
  };
}

function calls(
  releaseId: ReleaseId,
  arm: 'stable' | 'candidate',
  weight: number,
  requests: number,
  failures: number,
): ReleaseStatistics {
  const rates = { error_rate: { trials: requests, events: failures } };
  return { releaseId, arm, cohort: EVERYONE, weight, statistics: { requests, rates, values: {} } };
}
