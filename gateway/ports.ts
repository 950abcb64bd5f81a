import type { Feedback, FeedbackGiver } from '../core/evaluation/feedback.ts';
import type { Flush } from '../core/llm/flush.ts';
import type { ReplicaId } from '../core/ids.ts';
import type { Snapshot } from '../core/route/snapshot.ts';

/* What the gateway needs of the world around it. main.ts binds these to the store; tests bind them to memory. */

export interface Heartbeat {
  readonly replica: ReplicaId;
  readonly appliedSnapshot: number;
  readonly address: string;
}

export interface HeartbeatAnswer {
  readonly snapshotVersion: number;
  /** By release: how long its watch still holds. A release that is not here is not watched. */
  readonly watchRemainingMs: Readonly<Record<string, number>>;
  /** Releases whose shadow has spent what it may; none where nothing is said. */
  readonly mirrorStopped?: readonly string[];
  /** How many replicas live, this one included. */
  readonly liveReplicas: number;
}

/** Where snapshots come from and where the replica says what it runs. */
export interface SnapshotSource {
  heartbeat(heartbeat: Heartbeat): Promise<HeartbeatAnswer>;
  leave(replica: ReplicaId): Promise<void>;
  /** The newest snapshot: whole without a base, else the base with what changed. Throws at what it does not understand. */
  read(base: Snapshot | undefined): Promise<Snapshot>;
  listen(onPublished: (version: number) => void): Promise<{ unlisten(): Promise<void> }>;
}

/** Where outcomes go. Storing the same (replica, sequence) again changes nothing. */
export interface FlushWriter {
  write(flush: Flush): Promise<void>;
}

/** The value of a secret that the configuration names; throws where it is not set. */
export type SecretReader = (reference: { readonly env: string }) => string;

/** Where feedback goes. */
export interface FeedbackWriter {
  take(
    giver: FeedbackGiver,
    givenBy: string,
    all: readonly Feedback[],
  ): Promise<readonly { readonly id: number; readonly status: 'taken' | 'known' }[]>;
}
