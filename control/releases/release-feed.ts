import type { Database } from '../../store/database.ts';
import { listEvents, newestObservation, type Observation, type ReleaseEventRow } from '../../store/release-events.ts';
import { findRelease, type ReleaseRecord } from '../../store/releases.ts';

/** A release as its followers see it. */
export interface FeedView {
  readonly release: ReleaseRecord;
  readonly timeline: readonly ReleaseEventRow[];
  readonly observation: Observation | undefined;
}

/** What a follower is told: look at the view again, or that no more will come. */
export interface Follower {
  changed(): void;
  closed(): void;
}

/** One release, read once for all who follow it. Followers keep their own place in its timeline. */
export class ReleaseFeed {
  readonly releaseId: string;
  readonly #database: Database;
  readonly #onDeserted: () => void;
  readonly #followers = new Set<Follower>();
  #view: FeedView | undefined;
  #refreshing: Promise<void> | undefined;
  #again = false;

  constructor(database: Database, releaseId: string, onDeserted: () => void) {
    this.#database = database;
    this.releaseId = releaseId;
    this.#onDeserted = onDeserted;
  }

  get view(): FeedView | undefined {
    return this.#view;
  }

  get followers(): number {
    return this.#followers.size;
  }

  follow(follower: Follower): () => void {
    this.#followers.add(follower);
    return () => {
      if (this.#followers.delete(follower) && this.#followers.size === 0) this.#onDeserted();
    };
  }

  close(): void {
    for (const follower of this.#followers) follower.closed();
  }

  /** Reads what is new. Calls that come while one reads lead to one more reading after it, whatever their number. */
  refresh(): Promise<void> {
    if (this.#refreshing !== undefined) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#readUntilQuiet().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #readUntilQuiet(): Promise<void> {
    do {
      this.#again = false;
      await this.#read();
    } while (this.#again);
  }

  async #read(): Promise<void> {
    // The row first: whoever sees that the release has ended then sees its last event as well.
    const release = await findRelease(this.#database, this.releaseId);
    if (release === undefined) return;
    const known = this.#view?.timeline ?? [];
    const [fresh, observation] = await Promise.all([
      listEvents(this.#database, this.releaseId, known.at(-1)?.sequence),
      newestObservation(this.#database, this.releaseId),
    ]);
    this.#view = { release, timeline: [...known, ...fresh], observation };
    for (const follower of this.#followers) follower.changed();
  }
}
