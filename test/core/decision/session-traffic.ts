import { type ArmLook, EVERYONE, type Look } from '../../../core/decision/look.ts';
import { StatisticsTally } from '../../../core/llm/tally.ts';
import { UnitHistory } from '../../../core/llm/unit-history.ts';
import { poisson, type Random } from './random.ts';

/** Calls that come in sessions, some of which go one way as a whole. */
export interface SessionModel {
  readonly requestsPerSecond: number;
  readonly weight: number;
  readonly meanCalls: number;
  readonly meanGapSeconds: number;
  /** Share of sessions in which one sample decides every call. */
  readonly correlation: number;
  readonly stable: number;
  readonly candidate: number;
}

interface Session {
  readonly point: number;
  readonly fate: number | undefined;
  nextSecond: number;
  left: number;
}

/** Look by look, as a gateway would tell it, with the units' histories or without. */
export class SessionTraffic {
  readonly #model: SessionModel;
  readonly #random: Random;
  readonly #history: UnitHistory | undefined;
  #open: Session[] = [];
  #second = 0;

  constructor(model: SessionModel, random: Random, { tellsUnits }: { readonly tellsUnits: boolean }) {
    this.#model = model;
    this.#random = random;
    this.#history = tellsUnits ? new UnitHistory() : undefined;
  }

  look(seconds: number): Look {
    const until = this.#second + seconds;
    const arms = { stable: new StatisticsTally(), candidate: new StatisticsTally() };
    this.#arrive(seconds);
    for (const session of this.#open) {
      while (session.left > 0 && session.nextSecond < until) {
        const arm = session.point < this.#model.weight ? 'candidate' : 'stable';
        const observation = {
          bad: { error_rate: (session.fate ?? this.#random.uniform()) < this.#model[arm] },
          values: {},
        };
        arms[arm].add(observation, this.#history?.stale(session.point, observation));
        session.left -= 1;
        session.nextSecond -= Math.log(1 - this.#random.uniform()) * this.#model.meanGapSeconds;
      }
    }
    this.#open = this.#open.filter((session) => session.left > 0);
    this.#second = until;
    const entries = (['candidate', 'stable'] as const).map((arm): ArmLook => ({
      arm,
      cohort: EVERYONE,
      weight: this.#model.weight,
      statistics: arms[arm].statistics(),
    }));
    return { atMs: until * 1_000, arms: entries, pairs: [] };
  }

  #arrive(seconds: number): void {
    const { requestsPerSecond, meanCalls, correlation } = this.#model;
    const { uniform } = this.#random;
    const arrivals = poisson(this.#random, (requestsPerSecond * seconds) / meanCalls);
    for (let each = 0; each < arrivals; each += 1) {
      this.#open.push({
        point: uniform(),
        fate: uniform() < correlation ? uniform() : undefined,
        nextSecond: this.#second + uniform() * seconds,
        left: 1 + Math.floor(Math.log(1 - uniform()) / Math.log(1 - 1 / meanCalls)),
      });
    }
  }
}
