import { CancellationScope } from '@temporalio/workflow';
import type { Exposure, ReleaseEventType } from '../core/release/record.ts';
import { publish, record } from './activity-proxies.ts';
import type { Appearance } from './appearance.ts';
import type { PublishResult, RecordInput } from './contract.ts';
import type { RunningRelease } from './running-release.ts';

/** One entry of the timeline: what happened, who did it, and why. */
export interface Transition {
  readonly event: ReleaseEventType;
  readonly actor: string;
  readonly reason: string;
}

const RECENT = 8;

/**
 * Writes the transitions of a release, one after the other, each once under the next number: whoever follows the
 * timeline by its numbers misses none. How the release stands is taken down when the entry is made, not when it is written.
 */
export class Journal {
  readonly #release: RunningRelease;
  readonly #appearance: Appearance;
  #last: Promise<unknown> = Promise.resolve();
  #unwritten = 0;

  constructor(release: RunningRelease, appearance: Appearance) {
    this.#release = release;
    this.#appearance = appearance;
  }

  /** Whether all entries are written. */
  get idle(): boolean {
    return this.#unwritten === 0;
  }

  /** A transition that changes no exposure. */
  async record(
    transition: Transition,
    { details = {}, ended = false }: Partial<Pick<RecordInput, 'details' | 'ended'>> = {},
  ): Promise<void> {
    const { event, actor, reason } = transition;
    const row = this.#release.row(actor, reason, 0);
    await this.#inTurn(transition, async (sequence) => {
      const summary = `Note "${event.replaceAll('_', ' ')}" in the timeline`;
      await record.executeWithOptions({ summary }, [{ row: { ...row, sequence }, event, details, ended }]);
      this.#release.change({ sequence });
    });
  }

  /** A transition with what the gateway is to do from now on. */
  async publish(transition: Transition, exposure: Exposure, summary: string): Promise<PublishResult> {
    const { event, actor, reason } = transition;
    const { input } = this.#release;
    const row = this.#release.row(actor, reason, 0);
    return this.#inTurn(transition, async (sequence) => {
      const expectedGeneration = this.#release.progress.generation;
      const { candidateVersion } = input;
      const publication = { row: { ...row, sequence }, event, exposure, candidateVersion, expectedGeneration };
      const result = await publish.executeWithOptions({ summary }, [publication]);
      if (!result.published) return result;
      const { generation, snapshotVersion } = result;
      this.#release.change({ sequence, generation, snapshotVersion });
      return result;
    });
  }

  #inTurn<Result>(transition: Transition, write: (sequence: number) => Promise<Result>): Promise<Result> {
    const entry = { ...transition, atMs: Date.now() };
    this.#release.change({ recent: [...this.#release.progress.recent, entry].slice(-RECENT) });
    this.#appearance.refresh();
    const written = this.#last.then(() =>
      CancellationScope.nonCancellable(() => write(this.#release.progress.sequence + 1)),
    );
    // Whoever made the entry hears of its failure; the entries after it are written all the same.
    const settle = (): void => void (this.#unwritten -= 1);
    this.#unwritten += 1;
    this.#last = written.then(settle, settle);
    return written;
  }
}
