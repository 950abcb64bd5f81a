import { setTimeout as delay } from 'node:timers/promises';
import { parseDuration } from '../core/duration.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../store/database.ts';
import { joinFeedback } from '../store/feedback-joins.ts';
import { sweepSessions, sweptReleases } from '../store/session-sweeps.ts';

/** What is done again and again beside releases. Each may be done by several workers at once, and counts once. */
export interface Chore {
  readonly name: string;
  readonly everyMs: number;
  do(): Promise<void>;
}

export function evidenceChores(database: Database): readonly Chore[] {
  return [
    {
      name: 'lay feedback to its calls',
      everyMs: 500,
      async do() {
        while ((await joinFeedback(database)) > 0);
      },
    },
    {
      name: 'judge sessions that went quiet',
      everyMs: 5_000,
      async do() {
        for (const { id, idleAfter } of await sweptReleases(database))
          await sweepSessions(database, id, parseDuration(idleAfter) ?? Infinity);
      },
    },
  ];
}

/** Does chores until it is told to stop. One that fails is done again at its next time. */
export class Chores {
  readonly #stopping = new AbortController();
  readonly #running: readonly Promise<void>[];

  constructor(chores: readonly Chore[], log: Logger) {
    this.#running = chores.map((chore) => this.#again(chore, log));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  async #again(chore: Chore, log: Logger): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await chore.do();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) log.warn({ err: error, chore: chore.name }, 'a chore failed; it is tried again');
      }
      await delay(chore.everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
