import type { TraceTally } from '../../core/llm/flush.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import type { ReleaseId } from '../../core/ids.ts';

/** Traces that may have calls waiting for the store at once, in one replica. */
const MOST_TRACES = 50_000;

/**
 * Calls and cost by trace, of calls whose app says which trace they belong to: what a release's arms are judged by per
 * trace. Where a trace spans replicas, the store adds them up.
 */
export class TraceTallies {
  /** Calls of traces that found no room. */
  dropped = 0;
  #traces = new Map<string, Mutable<TraceTally>>();

  get isEmpty(): boolean {
    return this.#traces.size === 0;
  }

  add(releaseId: ReleaseId, cohorts: readonly string[], { traceId, arm, weight, costUsd }: Outcome): void {
    const key = `${releaseId} ${traceId}`;
    let trace = this.#traces.get(key);
    if (trace === undefined) {
      if (this.#traces.size >= MOST_TRACES) {
        this.dropped += 1;
        return;
      }
      trace = { releaseId, traceId, arm, weight, cohorts, calls: 0, costed: 0, costUsd: 0, straddles: false };
      this.#traces.set(key, trace);
    }
    trace.calls += 1;
    if (costUsd !== undefined) {
      trace.costed += 1;
      trace.costUsd += costUsd;
    }
    if (trace.arm !== arm || trace.weight !== weight) trace.straddles = true;
  }

  /** All that was gathered; the next ones start anew. */
  take(): readonly TraceTally[] {
    const tallies = [...this.#traces.values()];
    this.#traces = new Map();
    return tallies;
  }
}

type Mutable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] };
