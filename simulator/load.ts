import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';

/** How many requests a second arrive, by time of the day and by bursts. One a run: it remembers its bursts. */
export class Load {
  readonly #traffic: Scenario['traffic'];
  readonly #random: Random;
  #burstFrom = Infinity;
  #burstUntil = -Infinity;

  constructor(traffic: Scenario['traffic'], random: Random) {
    this.#traffic = traffic;
    this.#random = random;
    if (traffic.bursts !== undefined) this.#burstFrom = random.exponential(traffic.bursts.everySeconds);
  }

  requestsPerSecond(second: number): number {
    const { requestsPerMinute, diurnal } = this.#traffic;
    const swing =
      diurnal === undefined
        ? 1
        : 1 + diurnal.amplitude * Math.sin((2 * Math.PI * (second + diurnal.phaseSeconds)) / diurnal.periodSeconds);
    return (requestsPerMinute / 60) * swing * this.#burst(second);
  }

  #burst(second: number): number {
    const { bursts } = this.#traffic;
    if (bursts === undefined) return 1;
    if (second >= this.#burstFrom) {
      this.#burstUntil = this.#burstFrom + bursts.durationSeconds;
      this.#burstFrom = this.#burstUntil + this.#random.exponential(bursts.everySeconds);
    }
    return second < this.#burstUntil ? bursts.factor : 1;
  }
}
