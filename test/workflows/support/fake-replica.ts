import { setTimeout as delay } from 'node:timers/promises';
import { asReplicaId, type ReplicaId } from '../../../core/ids.ts';
import type { Flush, ReleasePairs, ReleaseStatistics } from '../../../core/llm/flush.ts';
import { PairsTally, StatisticsTally } from '../../../core/llm/tally.ts';
import { LEASE, type Rollout, type Snapshot } from '../../../core/route/snapshot.ts';
import type { Database } from '../../../store/database.ts';
import { writeFlush } from '../../../store/outcomes.ts';
import { heartbeat, leave } from '../../../store/replicas.ts';
import { readSnapshotSince } from '../../../store/snapshots.ts';
import type { Traffic } from './traffic.ts';

export const BEAT_EVERY_MS = 100;
const FLUSH_EVERY_MS = 200;

/**
 * The replica's side of the protocol, without HTTP: it heartbeats, applies and acknowledges snapshots, keeps its two
 * leases, and flushes the statistics of the traffic that it is given.
 */
export class FakeReplica {
  readonly id: ReplicaId;
  readonly #database: Database;
  readonly #traffic: Traffic;
  readonly #share: number;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #snapshot: Snapshot | undefined;
  #reachedAtMs = -Infinity;
  #watchedUntilMs = new Map<string, number>();
  #sequence = 0;
  #owed = 0;
  #assigned = 0;
  #mirrored = 0;
  /** How often it has reported itself. */
  beats = 0;
  /** Whether it takes over what is published; one that does not is alive, and lags. */
  applies = true;
  /** Whether it reaches the store. */
  connected = true;

  constructor(id: string, database: Database, traffic: Traffic, share: number) {
    this.id = asReplicaId(id);
    this.#database = database;
    this.#traffic = traffic;
    this.#share = share;
  }

  /** Registers, as a replica does before it reads its first snapshot, and serves from then on. */
  async start(): Promise<void> {
    await this.#beat();
    this.#running = this.#run();
  }

  /** Ends in order. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await leave(this.#database, this.id);
  }

  /** The rollout that it serves a candidate for now: none without both leases. */
  serving(route: string): Rollout | undefined {
    const rollout = this.#snapshot?.routes.get(route)?.rollout;
    if (rollout === undefined || performance.now() - this.#reachedAtMs > LEASE.replicaMs) return undefined;
    return performance.now() < (this.#watchedUntilMs.get(rollout.releaseId) ?? 0) ? rollout : undefined;
  }

  async #run(): Promise<void> {
    let flushedAtMs = performance.now();
    while (!this.#stopping.signal.aborted) {
      await this.#beat();
      const sinceMs = performance.now() - flushedAtMs;
      if (sinceMs >= FLUSH_EVERY_MS) {
        flushedAtMs += sinceMs;
        await this.#flush(sinceMs);
      }
      await delay(BEAT_EVERY_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  async #beat(): Promise<void> {
    if (!this.connected) return;
    const askedAtMs = performance.now();
    const { snapshotVersion, watchRemainingMs } = await this.#report();
    this.beats += 1;
    this.#reachedAtMs = askedAtMs;
    this.#watchedUntilMs = new Map(
      Object.entries(watchRemainingMs).map(([release, leftMs]) => [release, askedAtMs + leftMs]),
    );
    if (!this.applies || snapshotVersion === this.#snapshot?.version) return;
    this.#snapshot = await readSnapshotSince(this.#database, this.#snapshot);
    await this.#report();
  }

  #report(): ReturnType<typeof heartbeat> {
    const appliedSnapshot = this.#snapshot?.version ?? 0;
    return heartbeat(this.#database, { replica: this.id, appliedSnapshot, address: '127.0.0.1:1' });
  }

  async #flush(sinceMs: number): Promise<void> {
    this.#owed += (this.#traffic.perSecond * this.#share * sinceMs) / 1_000;
    const calls = Math.floor(this.#owed);
    this.#owed -= calls;
    if (!this.connected) return;
    const rollouts = [...(this.#snapshot?.routes.values() ?? [])].flatMap((route) => this.serving(route.id) ?? []);
    const served = rollouts.map((rollout) => this.#serve(rollout, calls));
    this.#sequence += 1;
    const flush: Flush = {
      replica: this.id,
      sequence: this.#sequence,
      statistics: served.flatMap((each) => each.statistics),
      pairs: served.flatMap((each) => each.pairs),
      traces: [],
    };
    await writeFlush(this.#database, flush);
  }

  #serve(
    { releaseId, weight, mirrorRate }: Rollout,
    calls: number,
  ): { statistics: ReleaseStatistics[]; pairs: ReleasePairs[] } {
    const arms = { stable: new StatisticsTally(), candidate: new StatisticsTally(), shadow: new StatisticsTally() };
    const pairs = new PairsTally();
    for (let index = 0; index < calls; index += 1) {
      this.#assigned += weight;
      this.#mirrored += mirrorRate;
      const isCandidate = this.#assigned >= 1;
      if (isCandidate) this.#assigned -= 1;
      const answer = this.#traffic.call(isCandidate ? 'candidate' : 'stable');
      arms[isCandidate ? 'candidate' : 'stable'].add(answer);
      if (this.#mirrored < 1) continue;
      this.#mirrored -= 1;
      const mirrored = this.#traffic.call('candidate');
      arms.shadow.add(mirrored);
      pairs.add(answer, mirrored);
    }
    const statistics = (['stable', 'candidate', 'shadow'] as const)
      .map((arm) => ({ releaseId, arm, cohort: 'all', weight, statistics: arms[arm].statistics() }))
      .filter((each) => each.statistics.requests > 0);
    const compared = pairs.statistics();
    return { statistics, pairs: compared.pairs === 0 ? [] : [{ releaseId, cohort: 'all', statistics: compared }] };
  }
}
