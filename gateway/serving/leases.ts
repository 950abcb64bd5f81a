import type { ReleaseId } from '../../core/ids.ts';
import { LEASE } from '../../core/route/snapshot.ts';
import type { Clock } from '../clock.ts';
import type { HeartbeatAnswer } from '../ports.ts';

/** A moment on both clocks. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/**
 * The replica's permission to serve candidates. It lapses by itself: without a heartbeat that the store answered,
 * without a watch on the release, or when the machine slept.
 *
 * Each lease is counted from before its heartbeat was sent, so it ends here no later than the store believes. Both
 * clocks must agree that it holds: the monotonic one does not jump, the other one goes on while a machine is paused.
 */
export class Leases {
  readonly #clock: Clock;
  #replica: Moment = NEVER;
  #watches = new Map<string, Moment>();
  #mirrorStopped: ReadonlySet<string> = new Set();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): Moment {
    return { monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs() };
  }

  /** Takes a heartbeat's answer in the place of the one before. A release that it does not name is no longer watched. */
  renew(sentAt: Moment, { watchRemainingMs, mirrorStopped }: HeartbeatAnswer): void {
    this.#mirrorStopped = new Set(mirrorStopped);
    this.#replica = after(sentAt, LEASE.replicaMs);
    this.#watches = new Map(
      Object.entries(watchRemainingMs).map(([release, remainingMs]) => [
        release,
        after(sentAt, Math.min(remainingMs, LEASE.watchMs)),
      ]),
    );
  }

  /** Whether the release's candidate may be served now. */
  holds(release: ReleaseId): boolean {
    const watch = this.#watches.get(release);
    if (watch === undefined) return false;
    const monotonicMs = this.#clock.monotonicMs();
    if (monotonicMs >= this.#replica.monotonicMs || monotonicMs >= watch.monotonicMs) return false;
    const wallMs = this.#clock.wallMs();
    return wallMs < this.#replica.wallMs && wallMs < watch.wallMs;
  }

  /** Whether requests may be mirrored to the release's candidate as far as its spending goes. */
  mayMirror(release: ReleaseId): boolean {
    return !this.#mirrorStopped.has(release);
  }

  /** Whether the store was reached lately. */
  replicaHolds(): boolean {
    return this.#clock.monotonicMs() < this.#replica.monotonicMs;
  }
}

const NEVER: Moment = { monotonicMs: -Infinity, wallMs: -Infinity };

function after({ monotonicMs, wallMs }: Moment, durationMs: number): Moment {
  return { monotonicMs: monotonicMs + durationMs, wallMs: wallMs + durationMs };
}
