import type { Logger } from '../../platform/log.ts';
import type { Database } from '../../store/database.ts';
import { RELEASE_CHANNEL } from '../../store/release-events.ts';
import { ReleaseFeed } from './release-feed.ts';

export interface FeedsDependencies {
  readonly database: Database;
  readonly log: Logger;
}

/** How long a change may go unseen while the notifications' connection is being renewed. */
const REFRESH_MS = 15_000;

/**
 * One feed for each release that somebody watches, all woken by one listening connection. A feed lives as long as it
 * has followers.
 */
export class ReleaseFeeds {
  readonly #dependencies: FeedsDependencies;
  readonly #feeds = new Map<string, ReleaseFeed>();
  #listening: Promise<{ unlisten(): Promise<void> }> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(dependencies: FeedsDependencies) {
    this.#dependencies = dependencies;
  }

  /** The feed of a release, loaded; `undefined` where there is no such release. Follow it at once, or it goes. */
  async of(releaseId: string): Promise<ReleaseFeed | undefined> {
    await this.#listen();
    const feed = this.#feeds.get(releaseId) ?? this.#open(releaseId);
    await feed.refresh();
    if (feed.view !== undefined) return feed;
    this.#drop(feed);
    return undefined;
  }

  get followers(): number {
    let sum = 0;
    for (const feed of this.#feeds.values()) sum += feed.followers;
    return sum;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
    await (await this.#listening)?.unlisten();
  }

  #open(releaseId: string): ReleaseFeed {
    const feed = new ReleaseFeed(this.#dependencies.database, releaseId, () => this.#drop(feed));
    this.#feeds.set(releaseId, feed);
    return feed;
  }

  #drop(feed: ReleaseFeed): void {
    if (feed.followers === 0 && this.#feeds.get(feed.releaseId) === feed) this.#feeds.delete(feed.releaseId);
  }

  async #listen(): Promise<void> {
    this.#listening ??= this.#dependencies.database.listen(
      RELEASE_CHANNEL,
      (releaseId) => this.#wake(this.#feeds.get(releaseId)),
      // The connection is new: what happened before it was not heard.
      () => this.#wakeAll(),
    );
    try {
      await this.#listening;
    } catch (error) {
      this.#listening = undefined;
      throw error;
    }
    this.#timer ??= setInterval(() => this.#wakeAll(), REFRESH_MS).unref();
  }

  #wakeAll(): void {
    for (const feed of this.#feeds.values()) this.#wake(feed);
  }

  #wake(feed: ReleaseFeed | undefined): void {
    feed?.refresh().catch((error: unknown) => {
      this.#dependencies.log.warn({ err: error, releaseId: feed.releaseId }, 'could not read what is new of a release');
    });
  }
}
