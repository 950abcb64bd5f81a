import type { ArmLook } from '../core/decision/look.ts';
import type { Tally } from '../core/llm/statistics.ts';
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
      const events = this.#random.binomial(tally.events, share);
      const trials = events + this.#random.binomial(tally.trials - tally.events, share);
      if (trials === 0) continue;
      const statistics = { requests: 0, rates: { [metric]: { trials, events } }, values: {} };
      this.#waiting.push({ dueSecond: second + delaySeconds, entry: { ...entry, statistics } });
    }
    return { ...entry, statistics: { ...entry.statistics, rates } };
  }
}
