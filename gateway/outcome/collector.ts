import type { CapturedBody, Flush } from '../../core/llm/flush.ts';
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
import { TraceTallies } from './trace-tallies.ts';
import { Units } from './units.ts';
import { UsageSums } from './usage-sums.ts';

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
  droppedBodies: number;
}

const INTERVAL_MS = 500;
/** At the end, when there is no time to wait for the next round. */
const RETRY_MS = 100;
const WRITE_TIMEOUT_MS = 10_000;
const MAX_TRACES = 20_000;
/** A flush is written as one piece: a larger one would hold up requests while it is put into JSON. */
const TRACES_PER_FLUSH = 500;
/** Bodies that may wait to be written, in characters, and how many of those go at once. */
const BODIES_WAITING = 32 * 1024 * 1024;
const BODIES_PER_FLUSH = 2 * 1024 * 1024;
/** After this many refusals of one flush its traces are given up: a row that can not be stored must not hold the evidence. */
const TRIES_WITH_TRACES = 10;

/**
 * Gathers outcomes and writes them twice a second, one flush at a time. A flush that failed is written again as it was,
 * under the same sequence number, since the store may have taken it; meanwhile the next one grows. Statistics are never
 * dropped, traces and bodies only beyond their bounds.
 */
export class Collector {
  readonly counts: CollectorCounts = { flushes: 0, failedFlushes: 0, droppedTraces: 0, droppedBodies: 0 };

  readonly #options: CollectorOptions;
  readonly #cohorts = new Cohorts();
  readonly #units = new Units();
  readonly #pause = new WakeablePause();
  #pending = new Pending();
  readonly #tallies = new TraceTallies();
  readonly #usage = new UsageSums();
  #traces: Outcome[] = [];
  #bodies: CapturedBody[] = [];
  #bodiesSize = 0;
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
    if (rollout !== undefined && (outcome.counted || outcome.abandoned === true || outcome.cache === 'hit')) {
      const observation = observe(outcome);
      const { releaseId } = rollout;
      const stale = this.#units.stale(releaseId, outcome, observation);
      const cohorts = this.#cohorts.of(releaseId, rollout.cohortBy, outcome.labels);
      for (const cohort of cohorts) {
        this.#pending.addObservation(
          { releaseId, arm: outcome.arm, cohort, weight: outcome.weight },
          observation,
          stale,
        );
      }
      if (outcome.counted && outcome.parentSpanId !== undefined && outcome.arm !== 'shadow')
        this.#tallies.add(releaseId, cohorts, outcome);
    }
    this.#usage.add(outcome);
    if (outcome.untraced === true) return;
    if (this.#traces.length < (this.#options.maxTraces ?? MAX_TRACES)) this.#traces.push(outcome);
    else this.counts.droppedTraces += 1;
  }

  /** Takes a body that may be kept. */
  addBody(body: CapturedBody): void {
    const size = sizeOf(body);
    if (this.#bodiesSize + size > BODIES_WAITING) {
      this.counts.droppedBodies += 1;
      return;
    }
    this.#bodies.push(body);
    this.#bodiesSize += size;
  }

  /** Calls of traces that found no room: their traces are evidence without them. */
  get droppedTallies(): number {
    return this.#tallies.dropped;
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
    const waits =
      this.#traces.length > 0 || this.#bodies.length > 0 || !this.#pending.isEmpty || !this.#tallies.isEmpty;
    return this.#flush !== undefined || waits || this.#takesUsage;
  }

  /** At the end all of it goes. */
  get #takesUsage(): boolean {
    return this.#stopped ? !this.#usage.isEmpty : this.#usage.isDue;
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
    return this.#traces.length > 0 || this.#bodies.length > 0;
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
      tallies: this.#tallies.take(),
      bodies: this.#takeBodies(),
      usage: this.#takesUsage ? this.#usage.take() : [],
    };
  }

  #takeBodies(): readonly CapturedBody[] {
    let size = 0;
    let count = 0;
    for (const body of this.#bodies) {
      if (count > 0 && size + sizeOf(body) > BODIES_PER_FLUSH) break;
      size += sizeOf(body);
      count += 1;
    }
    this.#bodiesSize -= size;
    return this.#bodies.splice(0, count);
  }

  #failed(flush: Flush, error: unknown): void {
    this.counts.failedFlushes += 1;
    this.#tries += 1;
    if (this.#tries === 1) this.#options.log.warn({ err: error }, 'outcomes could not be written; they are kept');
    if (this.#tries >= TRIES_WITH_TRACES && isRefusal(error)) {
      this.counts.droppedTraces += flush.traces.length;
      this.counts.droppedBodies += flush.bodies?.length ?? 0;
      this.#flush = { ...flush, traces: [], bodies: [] };
    }
  }
}

const sizeOf = ({ prompt, answer }: CapturedBody): number => prompt.length + answer.length;

/** Whether the store answered and said no, by its SQLSTATE class: bad data, or a broken constraint. */
function isRefusal(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return code.startsWith('22') || code.startsWith('23');
}
