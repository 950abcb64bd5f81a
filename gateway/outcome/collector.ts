import type { Flush } from '../../core/llm/flush.ts';
import { observe } from '../../core/llm/observation.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import type { ReplicaId } from '../../core/ids.ts';
import type { Rollout } from '../../core/route/snapshot.ts';
import type { Logger } from '../../platform/log.ts';
import type { FlushWriter } from '../ports.ts';
import { WakeablePause } from '../wakeable-pause.ts';
import { within } from '../within.ts';
import { Cohorts } from './cohorts.ts';
import { Pending } from './pending.ts';
import { Units } from './units.ts';

export interface CollectorOptions {
  readonly replica: ReplicaId;
  readonly writer: FlushWriter;
  readonly log: Logger;
  /** Time between two flushes, ms. */
  readonly intervalMs?: number;
  /** Traces that may wait to be written. */
  readonly maxTraces?: number;
}

export interface CollectorCounts {
  flushes: number;
  failedFlushes: number;
  droppedTraces: number;
}

const INTERVAL_MS = 500;
/** At the end, when there is no time to wait for the next round. */
const RETRY_MS = 100;
const WRITE_TIMEOUT_MS = 10_000;
const MAX_TRACES = 20_000;
/** A flush is written as one piece: a larger one would hold up requests while it is put into JSON. */
const TRACES_PER_FLUSH = 500;
/** After this many refusals of one flush its traces are given up: a row that can not be stored must not hold the evidence. */
const TRIES_WITH_TRACES = 10;

/**
 * Gathers outcomes and writes them twice a second, one flush at a time. A flush that failed is written again as it was,
 * under the same sequence number, since the store may have taken it; meanwhile the next one grows. Statistics are never
 * dropped, traces only beyond the bound.
 */
export class Collector {
  readonly counts: CollectorCounts = { flushes: 0, failedFlushes: 0, droppedTraces: 0 };

  readonly #options: CollectorOptions;
  readonly #cohorts = new Cohorts();
  readonly #units = new Units();
  readonly #pause = new WakeablePause();
  #pending = new Pending();
  #traces: Outcome[] = [];
  #flush: Flush | undefined;
  #sequence = 0;
  #tries = 0;
  #stopped = false;
  #givenUp = false;
  #loop: Promise<void> | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** Takes what one call came to. Only calls of a route that a release has are evidence; each one is a trace. */
  add(outcome: Outcome, rollout: Rollout | undefined): void {
    if (rollout !== undefined && outcome.counted) {
      const observation = observe(outcome);
      const { releaseId } = rollout;
      const stale = this.#units.stale(releaseId, outcome, observation);
      for (const cohort of this.#cohorts.of(releaseId, rollout.cohortBy, outcome.labels)) {
        this.#pending.addObservation(
          { releaseId, arm: outcome.arm, cohort, weight: outcome.weight },
          observation,
          stale,
        );
      }
    }
    if (this.#traces.length < (this.#options.maxTraces ?? MAX_TRACES)) this.#traces.push(outcome);
    else this.counts.droppedTraces += 1;
  }

  /** Takes the two answers to one mirrored prompt. */
  addPair(stable: Outcome, shadow: Outcome, { releaseId, cohortBy }: Rollout): void {
    const [one, other] = [observe(stable), observe(shadow)];
    for (const cohort of this.#cohorts.of(releaseId, cohortBy, stable.labels)) {
      this.#pending.addPair(releaseId, cohort, one, other);
    }
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Writes what is left, for at most `limitMs`. */
  async stop(limitMs: number): Promise<void> {
    this.#stopped = true;
    this.#pause.wake();
    try {
      await within(limitMs, 'The last flush', this.#drain());
    } catch (error) {
      this.#givenUp = true;
      this.#options.log.error({ err: error }, 'outcomes were lost at the end');
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#pause.for(this.#options.intervalMs ?? INTERVAL_MS);
      while (await this.#write());
    }
  }

  async #drain(): Promise<void> {
    await this.#loop;
    while (this.#hasMore && !this.#givenUp) {
      await this.#write();
      if (this.#flush !== undefined) await this.#pause.for(RETRY_MS);
    }
  }

  get #hasMore(): boolean {
    return this.#flush !== undefined || this.#traces.length > 0 || !this.#pending.isEmpty;
  }

  /** Writes the flush under way, or makes the next one. Returns whether it was written and more waits. */
  async #write(): Promise<boolean> {
    this.#flush ??= this.#nextFlush();
    if (this.#flush === undefined) return false;
    try {
      await within(WRITE_TIMEOUT_MS, 'Writing outcomes', this.#options.writer.write(this.#flush));
    } catch (error) {
      this.#failed(this.#flush, error);
      return false;
    }
    this.counts.flushes += 1;
    this.#flush = undefined;
    this.#tries = 0;
    return this.#traces.length > 0;
  }

  #nextFlush(): Flush | undefined {
    if (!this.#hasMore) return undefined;
    const contents = this.#pending.contents();
    this.#pending = new Pending();
    this.#sequence += 1;
    return {
      replica: this.#options.replica,
      sequence: this.#sequence,
      ...contents,
      traces: this.#traces.splice(0, TRACES_PER_FLUSH),
    };
  }

  #failed(flush: Flush, error: unknown): void {
    this.counts.failedFlushes += 1;
    this.#tries += 1;
    if (this.#tries === 1) this.#options.log.warn({ err: error }, 'outcomes could not be written; they are kept');
    if (this.#tries >= TRIES_WITH_TRACES && isRefusal(error) && flush.traces.length > 0) {
      this.counts.droppedTraces += flush.traces.length;
      this.#flush = { ...flush, traces: [] };
    }
  }
}

/** Whether the store answered and said no, by its SQLSTATE class: bad data, or a broken constraint. */
function isRefusal(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return code.startsWith('22') || code.startsWith('23');
}
