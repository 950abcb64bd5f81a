import type { BreakerPolicy } from '../../core/route/breaker-schema.ts';
import { failureClass } from './failure-class.ts';
import type { UpstreamFailure } from './failure.ts';

/** Failures are counted in two halves, so that what is older than ten seconds is forgotten. */
const HALF_WINDOW_MS = 5_000;
const LONGEST_OPEN_MS = 60_000;

/**
 * Whether a target is worth asking.
 *
 *   closed ── consecutive failures, or their share ──▶ open ── openMs ──▶ half-open (one call)
 *     ▲                                                 ▲                     │
 *     └──────────────── it succeeds ────────────────────┼─────────────────────┤
 *                                                       └── it fails: twice as long
 *
 * Times are of the monotonic clock, ms.
 */
export class Breaker {
  /** What it opened by, last. */
  lastFailure: UpstreamFailure | undefined;
  openings = 0;

  readonly #policy: BreakerPolicy;
  #openUntil: number | undefined;
  #openMs = 0;
  /** Until when the call that tries again is waited for. */
  #probeUntil = 0;
  /** When it opened last, and when its target answered last. */
  #openedAt = -Infinity;
  #answeredAt = -Infinity;
  #consecutive = 0;
  #halfSince = 0;
  #now: Tally = { calls: 0, failures: 0 };
  #before: Tally = { calls: 0, failures: 0 };

  constructor(policy: BreakerPolicy) {
    this.#policy = policy;
  }

  get isOpen(): boolean {
    return this.#openUntil !== undefined;
  }

  wouldAdmit(now: number): boolean {
    return this.#openUntil === undefined || (now >= this.#openUntil && now >= this.#probeUntil);
  }

  /**
   * Whether a call may be made. Of an open one the first to ask after its time is the one that tries again; before it,
   * where `beside` went through the same incident and has been answered since: who stands beside it would else be well
   * while this one still pays for what neither is to blame for.
   */
  admits(now: number, beside?: Breaker): boolean {
    if (this.#openUntil === undefined) return true;
    if (beside !== undefined && now >= this.#probeUntil && this.#isOver(beside)) this.#openUntil = now;
    if (!this.wouldAdmit(now)) return false;
    this.#probeUntil = now + this.#openMs;
    return true;
  }

  /** Takes how a call came out: `undefined` for an answer. What the request itself is at fault for is one too. */
  record(failure: UpstreamFailure | undefined, now: number): void {
    const policy = this.#policy;
    if (policy === 'off' || isNeutral(failure)) return;
    const failed = failure !== undefined && isOfTarget(failure);
    if (!failed) this.#answeredAt = now;
    if (this.#openUntil !== undefined) {
      // Calls that began before it opened, or that had nobody else to go to, decide nothing.
      if (now < this.#openUntil) return;
      if (failed) this.#open(failure, Math.min(this.#openMs * 2, LONGEST_OPEN_MS), now);
      else this.#close(now);
      return;
    }
    this.#count(failed, now);
    if (!failed) return;
    const calls = this.#now.calls + this.#before.calls;
    const failures = this.#now.failures + this.#before.failures;
    const tooMany = calls >= policy.minCalls && failures >= policy.errorRate * calls;
    if (tooMany || this.#consecutive >= policy.consecutiveFailures) this.#open(failure, policy.openMs, now);
  }

  /** Whether an incident that opened both, about together, is over for the other one. */
  #isOver(other: Breaker): boolean {
    return other.#openedAt > this.#openedAt - LONGEST_OPEN_MS && other.#answeredAt > this.#openedAt;
  }

  #count(failed: boolean, now: number): void {
    if (now - this.#halfSince >= HALF_WINDOW_MS) {
      this.#before = now - this.#halfSince < 2 * HALF_WINDOW_MS ? this.#now : { calls: 0, failures: 0 };
      this.#now = { calls: 0, failures: 0 };
      this.#halfSince = now;
    }
    this.#now.calls += 1;
    if (failed) this.#now.failures += 1;
    this.#consecutive = failed ? this.#consecutive + 1 : 0;
  }

  #open(failure: UpstreamFailure, openMs: number, now: number): void {
    this.openings += 1;
    this.lastFailure = failure;
    this.#openMs = openMs;
    this.#openedAt = now;
    this.#openUntil = now + openMs;
    this.#probeUntil = 0;
  }

  #close(now: number): void {
    this.#openUntil = undefined;
    this.#consecutive = 0;
    this.#now = { calls: 0, failures: 0 };
    this.#before = { calls: 0, failures: 0 };
    this.#halfSince = now;
  }
}

interface Tally {
  calls: number;
  failures: number;
}

const NEUTRAL: ReadonlySet<UpstreamFailure['kind']> = new Set(['cancelled', 'unread', 'unsupported', 'circuit_open']);

/** The provider was not asked to the end. */
function isNeutral(failure: UpstreamFailure | undefined): boolean {
  return failure !== undefined && NEUTRAL.has(failure.kind);
}

function isOfTarget(failure: UpstreamFailure): boolean {
  const name = failureClass(failure);
  return name !== 'bad_request' && name !== 'context_length' && name !== 'content_filter';
}
