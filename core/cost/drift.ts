/** What an hour of a series came to, by call. Hours without enough calls are left out of the series. */
export interface SeriesHour {
  readonly hourMs: number;
  readonly value: number;
}

/** Whether more is worse (`rise`: money, tokens) or less is (`fall`: the share that the cache answers). */
export type Worse = 'rise' | 'fall';

export interface Drift {
  /** The hour with which the evidence was enough. */
  readonly hourMs: number;
  /** Of the hours before it, the middle one: a share more for `rise`, percentage points less (as a share) for `fall`. */
  readonly change: number;
  /** Medians: what the same hours of days before had, and what the last ones have. */
  readonly usual: number;
  readonly now: number;
  /** The Shiryaev-Roberts statistic, and what was asked of it. */
  readonly evidence: number;
  readonly needed: number;
}

export interface DriftRule {
  readonly worse: Worse;
  /** Mean number of hours between two false alarms of this series, at the least. */
  readonly falseAlarmEveryHours: number;
  /** A change below this is none that matters, however sure it is. */
  readonly leastChange: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS_BEFORE = 7;
const LEAST_DAYS = 3;
const LATEST = 6;
const EXPONENTS = [0.1, 0.3, 0.5];

/**
 * The first drift of a series to the worse, if there is one. Each hour is held against the same hour of up to seven days
 * before (its score: the log of the ratio to their median; for `fall`, the difference), and ranked among the scores before
 * it. Where the scores are exchangeable, the ranks are independent and uniform, so p = rank / n is a conformal p-value;
 * betting f(p) = mean of k p^(k-1), which falls in p and integrates to 1, multiplies evidence by at most 1 on average,
 * whatever the scores are distributed like (Vovk, Nouretdinov, Gammerman 2003: conformal martingales). A change may begin at any hour:
 * R = (1 + R) f(p) sums the bets begun at each, and the mean time to R >= A is at least A hours without a change
 * (Shiryaev-Roberts as an e-detector, Shin, Ramdas and Rinaldo, arXiv 2203.03532, section 2).
 */
export function findDrift(hours: readonly SeriesHour[], rule: DriftRule): Drift | undefined {
  const scored = scoresOf(hours, rule.worse);
  let evidence = 0;
  for (const [index, { hourMs, score }] of scored.entries()) {
    const asExtreme = scored.slice(0, index + 1).filter((other) => other.score >= score).length;
    evidence = (1 + evidence) * bet(asExtreme / (index + 1));
    if (evidence < rule.falseAlarmEveryHours) continue;
    const latest = scored.slice(Math.max(0, index + 1 - LATEST), index + 1);
    const middle = median(latest.map((each) => each.score));
    const change = rule.worse === 'rise' ? Math.exp(middle) - 1 : middle;
    if (change < rule.leastChange) continue;
    const [usual, now] = [median(latest.map((each) => each.usual)), median(latest.map((each) => each.value))];
    return { hourMs, change, usual, now, evidence, needed: rule.falseAlarmEveryHours };
  }
  return undefined;
}

interface Scored extends SeriesHour {
  readonly usual: number;
  readonly score: number;
}

function scoresOf(hours: readonly SeriesHour[], worse: Worse): readonly Scored[] {
  const valueAt = new Map(hours.map(({ hourMs, value }) => [hourMs, value]));
  return hours.flatMap(({ hourMs, value }) => {
    const before = Array.from({ length: DAYS_BEFORE }, (_, day) => valueAt.get(hourMs - (day + 1) * DAY_MS));
    const known = before.filter((each) => each !== undefined);
    if (known.length < LEAST_DAYS) return [];
    const usual = median(known);
    if (worse === 'fall') return [{ hourMs, value, usual, score: usual - value }];
    return value > 0 && usual > 0 ? [{ hourMs, value, usual, score: Math.log(value / usual) }] : [];
  });
}

function bet(p: number): number {
  return EXPONENTS.reduce((sum, exponent) => sum + exponent * p ** (exponent - 1), 0) / EXPONENTS.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}
