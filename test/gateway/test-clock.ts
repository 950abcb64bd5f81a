import type { Clock } from '../../gateway/clock.ts';

/** A clock that a test puts forward. */
export class TestClock implements Clock {
  monotonicAheadMs = 0;
  wallAheadMs = 0;
  monotonicMs = (): number => performance.now() + this.monotonicAheadMs;
  wallMs = (): number => Date.now() + this.wallAheadMs;
}
