import type { ArmLook } from '../core/decision/look.ts';
import type { FreshTally, Tally } from '../core/llm/statistics.ts';
import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';

type Labels = NonNullable<Scenario['traffic']['labels']>;
type Delay = Labels[string]['delaySeconds'];

const Z99 = 2.326347874;

/** Judgements that come later than their calls, and for some of them only. */
export class LateLabels {
  readonly #labels: readonly (readonly [metric: string, label: Labels[string]])[];
  readonly #random: Random;
  /** By the second at which they are told. */
  readonly #waiting = new Map<number, ArmLook[]>();
  #toldUntil = 0;

  constructor(labels: Labels, random: Random) {
    this.#labels = Object.entries(labels);
    this.#random = random;
  }

  /** The entries as they are told at this second: without what is late, with what is due. */
  pass(arms: readonly ArmLook[], second: number): readonly ArmLook[] {
    if (this.#labels.length === 0) return arms;
    const prompt = arms.map((entry) => this.#held(entry, second));
    return [...prompt, ...this.#due(second)];
  }

  #due(second: number): ArmLook[] {
    const due: ArmLook[] = [];
    for (let each = this.#toldUntil + 1; each <= second; each += 1) {
      due.push(...(this.#waiting.get(each) ?? []));
      this.#waiting.delete(each);
    }
    this.#toldUntil = second;
    return due;
  }

  #held(entry: ArmLook, second: number): ArmLook {
    const rates: Record<string, Tally> = { ...entry.statistics.rates };
    for (const [metric, { delaySeconds, share }] of this.#labels) {
      const tally = rates[metric];
      if (tally === undefined) continue;
      delete rates[metric];
      for (const [delay, told] of this.#delayed(this.#thinned(tally, share), delaySeconds)) {
        const statistics = {
          requests: 0,
          rates: { [metric]: told },
          values: {},
        };
        const dueSecond = second + delay;
        const known = this.#waiting.get(dueSecond) ?? [];
        known.push({ ...entry, statistics });
        this.#waiting.set(dueSecond, known);
      }
    }
    return { ...entry, statistics: { ...entry.statistics, rates } };
  }

  /** The calls by how many seconds their labels are late. */
  #delayed(tally: Tally, delay: Delay): Map<number, Tally> {
    if (tally.trials === 0) return new Map();
    if (typeof delay === 'number') return new Map([[Math.ceil(delay), tally]]);
    const parts = new Map<number, Tally>();
    const { fresh } = tally;
    if (fresh === undefined) {
      this.#spread(tally, delay, (late, each) => parts.set(late, added(parts.get(late), each)));
      return parts;
    }
    const stale = {
      trials: tally.trials - fresh.trials,
      events: tally.events - fresh.events,
    };
    const none = { trials: 0, events: 0 };
    this.#spread(fresh, delay, (late, each) => parts.set(late, added(parts.get(late), { ...each, fresh: each })));
    this.#spread(stale, delay, (late, each) => parts.set(late, added(parts.get(late), { ...each, fresh: none })));
    return parts;
  }

  /** Each call by itself: a bad one is no later than a good one. */
  #spread(
    { trials, events }: FreshTally,
    { p50, p99 }: Exclude<Delay, number>,
    tell: (lateSeconds: number, call: FreshTally) => void,
  ): void {
    const sigma = Math.log(p99 / p50) / Z99;
    for (let call = 0; call < trials; call += 1) {
      const late = Math.ceil(p50 * Math.exp(sigma * this.#random.normal()));
      tell(late, { trials: 1, events: call < events ? 1 : 0 });
    }
  }

  #thinned({ trials, events, fresh }: Tally, share: number): Tally {
    if (fresh === undefined) return this.#drawn({ trials, events }, share);
    const kept = this.#drawn(fresh, share);
    const others = this.#drawn({ trials: trials - fresh.trials, events: events - fresh.events }, share);
    return {
      trials: kept.trials + others.trials,
      events: kept.events + others.events,
      fresh: kept,
    };
  }

  #drawn({ trials, events }: FreshTally, share: number): FreshTally {
    const bad = this.#random.binomial(events, share);
    return {
      trials: bad + this.#random.binomial(trials - events, share),
      events: bad,
    };
  }
}

function added(before: Tally | undefined, more: Tally): Tally {
  if (before === undefined) return more;
  const sum = (one: FreshTally, other: FreshTally): FreshTally => ({
    trials: one.trials + other.trials,
    events: one.events + other.events,
  });
  if (before.fresh === undefined || more.fresh === undefined) return sum(before, more);
  return { ...sum(before, more), fresh: sum(before.fresh, more.fresh) };
}
