import { logAdd } from './wager.ts';

/** What comes in of a judge, in its order: what it says of an answer, or what a person says of one that it judged. */
export type CalibrationEvent =
  | { readonly kind: 'judged'; readonly arm: 'stable' | 'candidate'; readonly judgeBad: boolean }
  | {
      readonly kind: 'labelled';
      readonly arm: 'stable' | 'candidate';
      readonly judgeBad: boolean;
      readonly personBad: boolean;
    };

/** How a judged rate stands once people's labels correct the judge. */
export interface Calibration {
  readonly labels: ByArm;
  readonly judged: ByArm;
  /** Share of bad answers: as the judge says, and as corrected by the labels; null without any. */
  readonly judgeRate: ArmRates;
  readonly rate: ArmRates;
  /** Log e-value against "the candidate's true rate exceeds stable's by at most the margin". */
  readonly logBreach: number;
}

type ByArm = Readonly<Record<'stable' | 'candidate', number>>;
type ArmRates = Readonly<Record<'stable' | 'candidate', number | null>>;

/** How much of the judge is used; of 0 the labels speak alone, so a judge that is no good costs a log 3 and no more. */
const TRUSTS = [0, 0.5, 1];
const STAKES = [0.1, 0.25, 0.5, 0.9];

/**
 * Prediction-powered comparison of two rates (Angelopoulos et al., arXiv 2301.09633; with a tuned trust, PPI++, arXiv
 * 2311.01453) as an e-process. With f what the judge says and y what people say (1 is bad), and trust t, an arm's rate is
 * E y = t E f + E (y - t f), whatever the judge's bias. Each pair of labels, one of each arm, in their order, makes
 * Z = t mean(f of the answers judged since the pair before) + (y - t f of the label) of each arm; without fresh answers in
 * both arms, t is 0. D = Z candidate - Z stable - margin is at least -(1 + 2 t + margin) and, where the margin is kept, its
 * mean given all that came before is at most 0; so 1 + stake D / (1 + 2 t + margin) multiplies to an e-process for each
 * stake and trust (Waudby-Smith and Ramdas, arXiv 2010.09686), and their average is one. It asks that the labelled answers
 * of an arm are a random draw of its judged ones, and that answers are independent.
 */
export function calibrate(events: Iterable<CalibrationEvent>, margin: number): Calibration {
  const rate = new CalibratedRate(margin);
  for (const event of events) rate.take(event);
  return rate.calibration();
}

/** `calibrate` as events come. */
export class CalibratedRate {
  readonly #margin: number;
  readonly #arms = { stable: new Arm(), candidate: new Arm() };
  readonly #wealths = TRUSTS.flatMap((trust) => STAKES.map((stake) => ({ trust, stake, log: 0 })));

  constructor(margin: number) {
    this.#margin = margin;
  }

  take(event: CalibrationEvent): void {
    const { stable, candidate } = this.#arms;
    this.#arms[event.arm].take(event);
    const [one, other] = [stable.next(), candidate.next()];
    if (one === undefined || other === undefined) return;
    const isFresh = stable.hasFresh && candidate.hasFresh;
    for (const wealth of this.#wealths) {
      const trust = isFresh ? wealth.trust : 0;
      const difference = candidate.corrected(other, trust) - stable.corrected(one, trust) - this.#margin;
      wealth.log += Math.log1p((wealth.stake * difference) / (1 + 2 * trust + this.#margin));
    }
    stable.settle();
    candidate.settle();
  }

  calibration(): Calibration {
    const { stable, candidate } = this.#arms;
    return {
      labels: { stable: stable.labels, candidate: candidate.labels },
      judged: { stable: stable.judged, candidate: candidate.judged },
      judgeRate: { stable: stable.judgeRate, candidate: candidate.judgeRate },
      rate: { stable: stable.rate, candidate: candidate.rate },
      logBreach: this.#wealths.reduce((sum, { log }) => logAdd(sum, log), -Infinity) - Math.log(this.#wealths.length),
    };
  }
}

interface Label {
  readonly judge: number;
  readonly person: number;
}

/** One arm's answers: those judged since the last pair of labels, and the labels that wait for one of the other arm. */
class Arm {
  judged = 0;
  labels = 0;
  #judgedBad = 0;
  #correction = 0;
  #fresh = 0;
  #freshBad = 0;
  #waiting: Label[] = [];

  get hasFresh(): boolean {
    return this.#fresh > 0;
  }

  get judgeRate(): number | null {
    return this.judged === 0 ? null : this.#judgedBad / this.judged;
  }

  get rate(): number | null {
    if (this.judgeRate === null || this.labels === 0) return null;
    return Math.min(1, Math.max(0, this.judgeRate + this.#correction / this.labels));
  }

  take(event: CalibrationEvent): void {
    const judge = Number(event.judgeBad);
    if (event.kind === 'judged') {
      this.judged += 1;
      this.#judgedBad += judge;
      this.#fresh += 1;
      this.#freshBad += judge;
      return;
    }
    const person = Number(event.personBad);
    this.labels += 1;
    this.#correction += person - judge;
    this.#waiting.push({ judge, person });
  }

  next(): Label | undefined {
    return this.#waiting[0];
  }

  corrected({ judge, person }: Label, trust: number): number {
    return trust === 0 ? person : (trust * this.#freshBad) / this.#fresh + person - trust * judge;
  }

  settle(): void {
    this.#waiting.shift();
    this.#fresh = 0;
    this.#freshBad = 0;
  }
}
