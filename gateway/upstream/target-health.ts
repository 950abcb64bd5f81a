import { LRUCache } from 'lru-cache';

/** Weight of the newest sample: the last ten or so are what counts. */
const NEWEST = 0.2;
const MAX_TARGETS = 2_000;

/** What calls to one model of one provider have shown lately, in this replica. */
export class TargetHealth {
  #plainMs: number | undefined;
  #firstTokenMs: number | undefined;

  /** How long answers take to begin, ms, or `undefined` before the first one. Whole answers and streams are kept apart. */
  latencyMs(streamed: boolean): number | undefined {
    return streamed ? this.#firstTokenMs : this.#plainMs;
  }

  answered(streamed: boolean, latencyMs: number): void {
    if (streamed) this.#firstTokenMs = mixed(this.#firstTokenMs, latencyMs);
    else this.#plainMs = mixed(this.#plainMs, latencyMs);
  }
}

/** Health outlives snapshots: what is known of a target does not change by a new configuration. Bounded. */
export class TargetHealths {
  readonly #byName = new LRUCache<string, TargetHealth>({ max: MAX_TARGETS });

  of(name: string): TargetHealth {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const health = new TargetHealth();
    this.#byName.set(name, health);
    return health;
  }
}

function mixed(before: number | undefined, next: number): number {
  return before === undefined ? next : before + NEWEST * (next - before);
}
