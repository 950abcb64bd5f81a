import type { ArmLook } from '../core/decision/look.ts';
import type { FreshTally, Tally } from '../core/llm/statistics.ts';
import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';

type Labels = NonNullable<Scenario['traffic']['labels']>;

/** Judgements that come later than their calls, and for some of them only. */
export class LateLabels {
  readonly #labels: Labels;
  readonly #random: Random;
  #waiting: { readonly dueSecond: number; readonly entry: ArmLook }[] = [];

  constructor(labels: Labels, random: Random) {
    this.#labels = labels;
    this.#random = random;
  }

  /** The entries as they are told at this second: without what is late, with what is due. */
  pass(arms: readonly ArmLook[], second: number): readonly ArmLook[] {
    if (Object.keys(this.#labels).length === 0) return arms;
    const prompt = arms.map((entry) => this.#held(entry, second));
    const due = this.#waiting.filter((late) => late.dueSecond <= second).map((late) => late.entry);
    this.#waiting = this.#waiting.filter((late) => late.dueSecond > second);
    return [...prompt, ...due];
  }

  #held(entry: ArmLook, second: number): ArmLook {
    const rates: Record<string, Tally> = { ...entry.statistics.rates };
    for (const [metric, { delaySeconds, share }] of Object.entries(this.#labels)) {
      const tally = rates[metric];
      if (tally === undefined) continue;
      delete rates[metric];
      const told = this.#thinned(tally, share);
      if (told.trials === 0) continue;
      const statistics = { requests: 0, rates: { [metric]: told }, values: {} };
      this.#waiting.push({ dueSecond: second + delaySeconds, entry: { ...entry, statistics } });
    }
    return { ...entry, statistics: { ...entry.statistics, rates } };
  }

  #thinned({ trials, events, fresh }: Tally, share: number): Tally {
    if (fresh === undefined) return this.#drawn({ trials, events }, share);
    const kept = this.#drawn(fresh, share);
    const others = this.#drawn({ trials: trials - fresh.trials, events: events - fresh.events }, share);
    return { trials: kept.trials + others.trials, events: kept.events + others.events, fresh: kept };
  }

  #drawn({ trials, events }: FreshTally, share: number): FreshTally {
    const bad = this.#random.binomial(events, share);
    return { trials: bad + this.#random.binomial(trials - events, share), events: bad };
  }
}
