/** Time as the gateway reads it. `monotonicMs` never goes back; `wallMs` is the date. */
export interface Clock {
  monotonicMs(): number;
  wallMs(): number;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};
