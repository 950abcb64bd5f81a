import type { Batch } from '../../simulator/backtest.ts';

/** Calls that come in sessions spread over looks; of some sessions one draw decides every call. No units are told. */
export interface CorrelatedModel {
  readonly requestsPerSecond: number;
  readonly weight: number;
  /** Calls of a session: geometric, with this mean; their gaps are exponential. */
  readonly calls: number;
  readonly gapSeconds: number;
  /** Share of sessions that go one way as a whole. */
  readonly correlated: number;
  readonly stable: number;
  readonly candidate: number;
  readonly lookSeconds: number;
}

type Draw = () => number;

/** A generator of its own (xorshift32 with a Weyl sequence), so that tests of the engine share none with what they test. */
export function seededRandom(seed: number): Draw {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  let weyl = 0;
  const draw = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    weyl = (weyl + 362_437) | 0;
    return ((state + weyl) >>> 0) / 4_294_967_296;
  };
  for (let warm = 0; warm < 20; warm += 1) draw();
  return draw;
}

/** The looks of `seconds` of traffic as lines of a backtest. */
export function* correlatedBatches(model: CorrelatedModel, draw: Draw, seconds: number): Generator<Batch> {
  const looks = Array.from({ length: Math.ceil(seconds / model.lookSeconds) }, () => ({
    stable: [0, 0] as [number, number],
    candidate: [0, 0] as [number, number],
  }));
  const exponential = (mean: number): number => -Math.log(1 - draw()) * mean;
  const between = model.calls / model.requestsPerSecond;
  // Sessions that began before the first look fill it, or it would be a time like no other.
  const before = -6 * model.calls * model.gapSeconds;
  for (let start = before + exponential(between); start < seconds; start += exponential(between)) {
    const arm = draw() < model.weight ? 'candidate' : 'stable';
    const fate = draw() < model.correlated ? draw() : undefined;
    let at = start;
    do {
      const tally = at < 0 ? undefined : looks[Math.floor(at / model.lookSeconds)]?.[arm];
      const bad = (fate ?? draw()) < model[arm];
      if (tally !== undefined) {
        tally[0] += 1;
        tally[1] += bad ? 1 : 0;
      }
      at += exponential(model.gapSeconds);
    } while (draw() >= 1 / model.calls);
  }
  for (const [index, look] of looks.entries()) {
    yield {
      run: '',
      atSeconds: (index + 1) * model.lookSeconds,
      weight: model.weight,
      arms: (['stable', 'candidate'] as const).map((arm) => {
        const [trials, events] = look[arm];
        return { arm, cohort: 'all', requests: trials, rates: { error_rate: { trials, events } }, values: {} };
      }),
      pairs: [],
    };
  }
}
