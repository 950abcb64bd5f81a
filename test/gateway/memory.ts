import type { Flush } from '../../core/llm/flush.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import type { Snapshot } from '../../core/route/snapshot.ts';
import type { FlushWriter, Heartbeat, HeartbeatAnswer, SnapshotSource } from '../../gateway/ports.ts';

/** A store of snapshots in memory, whose failures the test decides. */
export class MemorySnapshots implements SnapshotSource {
  snapshot: Snapshot;
  watches: Record<string, number> = {};
  mirrorStopped: readonly string[] = [];
  liveReplicas = 1;
  /** What a call to the store fails with, while set. */
  broken: { heartbeat?: Error; read?: Error } = {};
  readonly log: string[] = [];
  readonly beats: Heartbeat[] = [];
  left = false;
  #listeners: ((version: number) => void)[] = [];

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  publish(change: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...change, version: this.snapshot.version + 1 };
    for (const listener of this.#listeners) listener(this.snapshot.version);
  }

  async heartbeat(beat: Heartbeat): Promise<HeartbeatAnswer> {
    this.log.push(`heartbeat ${beat.appliedSnapshot}`);
    if (this.broken.heartbeat) throw this.broken.heartbeat;
    this.beats.push(beat);
    return {
      snapshotVersion: this.snapshot.version,
      watchRemainingMs: this.watches,
      mirrorStopped: this.mirrorStopped,
      liveReplicas: this.liveReplicas,
    };
  }

  async leave(): Promise<void> {
    this.left = true;
  }

  async read(): Promise<Snapshot> {
    this.log.push('read');
    if (this.broken.read) throw this.broken.read;
    return this.snapshot;
  }

  async listen(onPublished: (version: number) => void): Promise<{ unlisten(): Promise<void> }> {
    this.#listeners.push(onPublished);
    return { unlisten: async () => void (this.#listeners = []) };
  }
}

/** Takes flushes as the store does: the same (replica, sequence) counts once. */
export class MemoryOutcomes implements FlushWriter {
  broken: Error | undefined;
  readonly flushes: Flush[] = [];
  /** Every try, also those that failed or came twice. */
  readonly tries: Flush[] = [];

  async write(flush: Flush): Promise<void> {
    this.tries.push(flush);
    if (this.broken) throw this.broken;
    if (!this.flushes.some(({ sequence }) => sequence === flush.sequence)) this.flushes.push(flush);
  }

  get outcomes(): Outcome[] {
    return this.flushes.flatMap(({ traces }) => traces);
  }
}
