import type { Charter } from './charter.ts';
import { cohortsOf } from './absorb.ts';
import { shareOf } from './cohort-slots.ts';
import { boundaryAt } from './boundary.ts';
import { oddsOf } from './comparison.ts';
import { READING_ODDS } from './absorb-reading.ts';
import { type ArmValues, type EngineEvidence, type ReadingEvidence, valuesKey } from './engine-evidence.ts';
import { type Gate, gateKey, gatesOf, rateOrMeanBoundary } from './gate.ts';
import type { CheckEvidence, GateEvidence } from './gate-evidence.ts';
import { NO_RECENT_VALUES } from './recent-values.ts';
import { breachThreshold, gateShare, safetyThreshold } from './risk.ts';
import { logAdd, logStakes, logWealth } from './wager.ts';

/** How one gate stands for one cohort: its evidence in numbers, before anything is decided or said. */
export interface Standing {
  readonly gate: Gate;
  readonly cohort: string;
  readonly key: string;
  /** Share of the risk of its kind of breach (rollback or hold). */
  readonly share: number;
  readonly logBreach: number;
  readonly threshold: number;
  readonly logSafety: number;
  readonly safetyThreshold: number;
  /** What the candidate did lately speaks for a breach, though it does not prove one. */
  readonly isSuspect: boolean;
  /** Both arms break the limit: nobody is to blame, and nobody is promoted. */
  readonly bothBeyondLimit: boolean;
  readonly evidence?: GateEvidence;
  readonly readings?: ReadingEvidence;
  readonly values: ArmValues;
}

const NO_VALUES: ArmValues = { stable: NO_RECENT_VALUES, candidate: NO_RECENT_VALUES };

export function standingsOf(charter: Charter, evidence: EngineEvidence): readonly Standing[] {
  return gatesOf(charter.gates).flatMap((gate) =>
    cohortsOf(gate, evidence.cohorts).map((cohort) => standingOf(charter, evidence, gate, cohort)),
  );
}

function standingOf(charter: Charter, evidence: EngineEvidence, gate: Gate, cohort: string): Standing {
  const key = gateKey(gate, cohort);
  const label = gate.spec.cohortBy;
  const slots = label === undefined ? undefined : evidence.cohorts[label];
  const share = gateShare(charter, gate.spec) * (label === undefined ? 1 : shareOf(slots, cohort));
  const values =
    gate.metric.kind === 'quantile' || gate.metric.kind === 'mean'
      ? evidence.values[valuesKey(cohort, gate.metric.value)]
      : undefined;
  const own = evidence.gates[key];
  const readings = evidence.readings[gate.name];
  const strength =
    own !== undefined ? strengthOf(gate, own) : readings !== undefined ? readingStrength(readings) : NO_STRENGTH;
  const standing: { -readonly [Key in keyof Standing]: Standing[Key] } = {
    gate,
    cohort,
    key,
    share,
    logBreach: strength.logBreach,
    threshold: breachThreshold(charter, share),
    logSafety: strength.logSafety,
    safetyThreshold: safetyThreshold(charter),
    isSuspect: strength.isSuspect,
    bothBeyondLimit: strength.bothBeyondLimit,
    values: values ?? NO_VALUES,
  };
  if (own !== undefined) standing.evidence = own;
  if (readings !== undefined) standing.readings = readings;
  return standing;
}

type Strength = Pick<Standing, 'logBreach' | 'logSafety' | 'isSuspect' | 'bothBeyondLimit'>;

const NO_STRENGTH: Strength = { logBreach: 0, logSafety: 0, isSuspect: false, bothBeyondLimit: false };

function readingStrength(readings: ReadingEvidence): Strength {
  return {
    logBreach: logWealth(readings.breach, READING_ODDS),
    logSafety: logWealth(readings.safety, READING_ODDS),
    isSuspect: logStakes(readings.breach) > 0,
    bothBeyondLimit: false,
  };
}

function strengthOf(gate: Gate, evidence: GateEvidence): Strength {
  const { margin, limit, blame } = evidence.checks;
  const logLimit = blameableLimit(gate, limit, blame);
  const bothBeyondLimit = limit !== undefined && breachOf(gate, limit) > LIMIT_BROKEN && logLimit < LIMIT_BROKEN;
  const parts = margin === undefined ? 1 : limit === undefined ? 1 : 2;
  const logMargin = margin === undefined ? -Infinity : breachOf(gate, margin);
  const logBreach = logAdd(logMargin, limit === undefined ? -Infinity : logLimit) - Math.log(parts);
  const logSafety = Math.min(proofOf(gate, margin), proofOf(gate, limit));
  return {
    logBreach,
    logSafety: Math.min(logSafety === Infinity ? 0 : logSafety, hasHeavyTail(gate, evidence) ? 0 : Infinity),
    isSuspect: isSuspect(gate, evidence),
    bothBeyondLimit,
  };
}

function proofOf(gate: Gate, check: CheckEvidence | undefined): number {
  return check?.safety === undefined ? Infinity : logWealth(check.safety, oddsOf(gate, 'safety'));
}

/**
 * A proof counts values up to a cap, so that one call can not undo it; what lies above could still be what makes the
 * candidate dear. So there is no proof while the candidate's plain mean, even without its largest value, is beyond the
 * margin of stable's.
 */
function hasHeavyTail(gate: Gate, { checks, candidate, stable, largest }: GateEvidence): boolean {
  if (gate.metric.kind !== 'mean' || candidate.count < 2) return false;
  const mean = (candidate.sum - (largest ?? 0)) / (candidate.count - 1);
  return (['margin', 'limit'] as const).some(
    (check) =>
      checks[check] !== undefined &&
      stable.count > 0 &&
      mean > boundaryAt(rateOrMeanBoundary(gate, check), stable.sum / stable.count),
  );
}

/** Log e-value at which a limit counts as broken, when it comes to holding. */
const LIMIT_BROKEN = Math.log(100);

/** The candidate is blamed for a broken limit when it breaks it and is worse than stable: the lesser evidence counts. */
function blameableLimit(gate: Gate, limit: CheckEvidence | undefined, blame: CheckEvidence | undefined): number {
  if (limit === undefined || blame === undefined) return 0;
  return Math.min(breachOf(gate, limit), breachOf(gate, blame));
}

function breachOf(gate: Gate, check: CheckEvidence): number {
  return logWealth(check.breach, oddsOf(gate, 'breach'));
}

const FEWEST_LATELY = 20;

function isSuspect(gate: Gate, evidence: GateEvidence): boolean {
  const { margin, limit } = evidence.checks;
  if (isWinning(margin) || isWinning(limit)) return true;
  if (gate.metric.kind !== 'rate' || margin === undefined || evidence.usual.count === 0) return false;
  const { count, sum } = evidence.lately.candidate;
  if (count < FEWEST_LATELY) return false;
  const rate = sum / count;
  const line = boundaryAt(rateOrMeanBoundary(gate, 'margin'), evidence.usual.sum / evidence.usual.count);
  return rate - Math.sqrt((rate * (1 - rate)) / count) > line;
}

function isWinning(check: CheckEvidence | undefined): boolean {
  return check !== undefined && logStakes(check.breach) > 0;
}
