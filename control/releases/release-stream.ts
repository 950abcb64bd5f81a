import type { Response } from 'express';
import { presentEvent, presentObservation, presentSummary, type TemporalLink } from './present-release.ts';
import type { Follower, ReleaseFeed } from './release-feed.ts';

const HEARTBEAT_MS = 15_000;
/** A client that takes nothing for this long is let go: it resumes by `Last-Event-ID`. */
const LONGEST_STALL_MS = 30_000;
const RETRY_MS = 1_000;

/**
 * Writes a release's events to one client, from after the sequence it has seen to the release's end. Nothing is queued
 * for a slow client: while its connection takes no more, the stream only remembers its place, so a client costs no
 * memory beyond one write, and gets the newest observation rather than all of them.
 */
export class ReleaseStream implements Follower {
  readonly #feed: ReleaseFeed;
  readonly #response: Response;
  readonly #link: TemporalLink;
  readonly #unfollow: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #sequence: number;
  #observedAt = 0;
  #summary = '';
  #stalledSince: number | undefined;

  constructor(feed: ReleaseFeed, response: Response, link: TemporalLink, afterSequence: number) {
    this.#feed = feed;
    this.#response = response;
    this.#link = link;
    this.#sequence = afterSequence;
    this.#unfollow = feed.follow(this);
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    response.on('drain', () => this.#resume());
    response.on('close', () => this.#leave());
    this.#open();
  }

  changed(): void {
    if (this.#stalledSince === undefined) this.#catchUp();
  }

  closed(): void {
    this.#response.end();
  }

  #open(): void {
    this.#response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.#response.flushHeaders();
    this.#write(`retry: ${RETRY_MS}\n\n`);
    this.#catchUp();
  }

  #catchUp(): void {
    const { view } = this.#feed;
    if (view === undefined || this.#response.writableEnded) return;
    for (const event of view.timeline) {
      if (event.sequence <= this.#sequence) continue;
      if (!this.#send('timeline', presentEvent(event), event.sequence)) return;
      this.#sequence = event.sequence;
    }
    const { observation } = view;
    if (observation !== undefined && observation.at.getTime() > this.#observedAt) {
      if (!this.#send('observation', presentObservation(observation))) return;
      this.#observedAt = observation.at.getTime();
    }
    this.#sendSummary();
  }

  #sendSummary(): void {
    const release = this.#feed.view?.release;
    if (release === undefined) return;
    const summary = presentSummary(release, this.#link);
    const text = JSON.stringify(summary);
    if (text !== this.#summary) {
      if (!this.#send('release', summary)) return;
      this.#summary = text;
    }
    if (release.endedAt === null) return;
    this.#send('end', summary);
    this.#response.end();
  }

  /** Whether it was sent; where the connection takes no more, it is sent when it drains. */
  #send(event: string, data: unknown, id?: number): boolean {
    if (this.#stalledSince !== undefined) return false;
    this.#write(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
    return true;
  }

  #write(text: string): void {
    if (!this.#response.write(text)) this.#stalledSince ??= performance.now();
  }

  #resume(): void {
    this.#stalledSince = undefined;
    this.#catchUp();
  }

  #beat(): void {
    if (this.#stalledSince === undefined) this.#write(': heartbeat\n\n');
    else if (performance.now() - this.#stalledSince > LONGEST_STALL_MS) this.#response.destroy();
  }

  #leave(): void {
    clearInterval(this.#heartbeat);
    this.#unfollow();
  }
}
