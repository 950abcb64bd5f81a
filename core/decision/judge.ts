import { formatDuration } from '../duration.ts';
import { counted, eValueText, share as percentText } from './amounts.ts';
import { roundWeight } from './batch.ts';
import type { Charter } from './charter.ts';
import type { EngineEvidence } from './engine-evidence.ts';
import { estimatesOf, isBreached, isProven, reportOf } from './gate-report.ts';
import type { GateReport } from './report.ts';
import type { Situation } from './situation.ts';
import { type Standing, standingsOf } from './standing.ts';
import type { Verdict } from './verdict.ts';
import { EVERYONE } from './look.ts';
import { logAdd } from './wager.ts';

export interface Judgement {
  readonly verdict: Verdict;
  readonly gates: readonly GateReport[];
}

/** The verdict, and every gate's evidence to show. */
export function judgeEvidence(charter: Charter, evidence: EngineEvidence, situation: Situation): Judgement {
  const facts = factsOf(charter, evidence, situation);
  return { verdict: decide(facts), gates: facts.standings.map((standing) => reportOf(standing, isOver(situation))) };
}

/** The verdict alone, for who asks a million times. */
export function verdictOn(charter: Charter, evidence: EngineEvidence, situation: Situation): Verdict {
  return decide(factsOf(charter, evidence, situation));
}

function factsOf(charter: Charter, evidence: EngineEvidence, situation: Situation): Facts {
  return { charter, evidence, situation, standings: standingsOf(charter, evidence) };
}

/**
 * What protects users comes first: a proven breach, then what makes evidence untrustworthy, then what is missing. Only
 * then may a release go on: a step when its demands are met and nothing looks bad, the last one before everybody when
 * every promoting gate has proved its margin besides.
 */
function decide(facts: Facts): Verdict {
  return (
    rollbackVerdict(facts) ??
    breachHold(facts) ??
    incidentHold(facts) ??
    outOfTime(facts, missingDemand(facts) ?? suspicion(facts) ?? missingProof(facts)) ??
    promotion(facts)
  );
}

interface Facts {
  readonly charter: Charter;
  readonly evidence: EngineEvidence;
  readonly situation: Situation;
  readonly standings: readonly Standing[];
}

const isOver = ({ releaseElapsedMs, maxDurationMs }: Situation): boolean => releaseElapsedMs >= maxDurationMs;

/** The weighted average of all e-values against 1 / falseRollback; see risk.ts. */
function rollbackVerdict({ charter, standings, situation }: Facts): Verdict | undefined {
  const rolling = standings.filter(({ gate }) => gate.spec.onBreach === 'rollback');
  const total = rolling.reduce((sum, { logBreach, share }) => logAdd(sum, logBreach + Math.log(share)), -Infinity);
  if (total < Math.log(1 / charter.risk.falseRollback)) return undefined;
  const strongest = rolling.toSorted((one, other) => weighted(other) - weighted(one))[0];
  if (strongest === undefined) return undefined;
  const { key } = strongest;
  const sentence = sentenceOf(strongest);
  const alone =
    situation.stage === 'bake'
      ? '; at 100 % no stable arm runs beside it: judged by limits and by what stable was before'
      : '';
  if (isBreached(strongest)) return { kind: 'rollback', gate: key, reason: sentence + alone };
  const all = `all gates together e-value ${eValueText(Math.exp(Math.min(total, 300)))} of ${eValueText(1 / charter.risk.falseRollback)} needed`;
  return { kind: 'rollback', gate: key, reason: `${all}, most of it: ${sentence}${alone}` };
}

const weighted = ({ logBreach, share }: Standing): number => logBreach + Math.log(share);

function breachHold({ standings }: Facts): Verdict | undefined {
  const breached = standings.find((standing) => standing.gate.spec.onBreach === 'hold' && isBreached(standing));
  if (breached === undefined) return undefined;
  return {
    kind: 'hold',
    gate: breached.key,
    reason: sentenceOf(breached),
    resolution: 'promote or roll back by hand: this gate is set to hold on a breach',
  };
}

function incidentHold({ standings }: Facts): Verdict | undefined {
  const shaken = standings.find(({ evidence }) => evidence?.incident === true);
  if (shaken?.evidence !== undefined) {
    const { lately, usual } = shaken.evidence;
    const now = percentText(lately.stable.sum / lately.stable.count);
    const before = percentText(usual.sum / usual.count);
    return {
      kind: 'hold',
      gate: shaken.key,
      reason: `stable itself has an incident: ${shaken.key} ${badShare(shaken)}${now} % lately against ${before} % as usual; the candidate is not blamed for it`,
      resolution: 'it goes on by itself when stable is back to normal',
    };
  }
  const both = standings.find(({ bothBeyondLimit }) => bothBeyondLimit);
  if (both === undefined) return undefined;
  return {
    kind: 'hold',
    gate: both.key,
    reason: `both arms are beyond the limit: ${sentenceOf(both)}; the candidate is not blamed for it`,
    resolution: 'it goes on when both arms keep the limit; or raise the limit',
  };
}

function badShare({ gate }: Standing): string {
  return gate.metric.kind === 'quantile' ? 'slow calls ' : '';
}

/** What the step still lacks, as a verdict that waits or holds. */
function missingDemand(facts: Facts): Verdict | undefined {
  const { situation, evidence } = facts;
  return situation.stage === 'shadow'
    ? missingShadow(situation, evidence)
    : (missingTraffic(situation, evidence) ?? missingMetric(facts));
}

function missingShadow(situation: Situation, { exposure }: EngineEvidence): Verdict | undefined {
  const wanted = situation.minPairs;
  if (exposure.pairs >= wanted && situation.stepElapsedMs >= situation.minDurationMs) return undefined;
  const seen = `${counted(exposure.pairs, 'pair')} of ${wanted} compared`;
  if (situation.maxShadowSpendUsd !== undefined && exposure.shadowCostUsd >= situation.maxShadowSpendUsd) {
    return hold(
      `shadow spent $${exposure.shadowCostUsd.toFixed(2)} of $${situation.maxShadowSpendUsd} with ${seen}`,
      'raise maxSpendUsd, lower minPairs, or promote by hand',
    );
  }
  if (situation.maxStepDurationMs !== undefined && situation.stepElapsedMs >= situation.maxStepDurationMs) {
    return hold(
      `shadow is over after ${formatDuration(situation.maxStepDurationMs)} with ${seen}`,
      'raise the mirror rate or maxDuration, lower minPairs, or promote by hand',
    );
  }
  return { kind: 'continue', reason: `shadow: ${seen}` };
}

const NO_TRAFFIC_MS = 60_000;

function missingTraffic(situation: Situation, { exposure }: EngineEvidence): Verdict | undefined {
  const seen = exposure.requests[String(roundWeight(situation.weight))] ?? 0;
  const wanted = Math.max(1, situation.minRequests);
  if (seen < wanted) {
    const reason = `${counted(seen, 'request')} of ${wanted} answered by the candidate at this weight`;
    if (seen > 0 || situation.stepElapsedMs < Math.max(NO_TRAFFIC_MS, situation.minDurationMs))
      return { kind: 'continue', reason };
    return hold(
      `no traffic: ${reason} in ${formatDuration(situation.stepElapsedMs)}`,
      'send traffic to the route; the release goes on by itself when it comes',
    );
  }
  if (situation.stepElapsedMs >= situation.minDurationMs) return undefined;
  const left = formatDuration(situation.minDurationMs - situation.stepElapsedMs);
  return { kind: 'continue', reason: `nothing looks bad; this step lasts ${left} more` };
}

function missingMetric({ standings, evidence, situation }: Facts): Verdict | undefined {
  const blind = standings.find((standing) => isPromoting(standing) && isBlind(standing));
  if (blind !== undefined) {
    const missing = estimatesOf(blind).candidate.count === 0 ? 'the candidate' : 'stable';
    return hold(
      `${blind.key} has no data of ${missing}: missing data never promotes`,
      `see that calls report ${blind.gate.spec.metric}, or set the gate to promotes: false`,
      blind.key,
    );
  }
  const failing = standings.find((standing) => isPromoting(standing) && (standing.readings?.failures ?? 0) > 0);
  if (failing === undefined || evidence.looks === 0 || situation.stage === 'bake') return undefined;
  return hold(
    `${failing.key} could not be read ${counted(failing.readings?.failures ?? 0, 'time')} in a row`,
    'repair the metric provider',
    failing.key,
  );
}

/** Promotion is decided for everybody; cohorts can stop it, but need not prove their health one by one. */
function isPromoting({ gate, cohort }: Standing): boolean {
  return gate.spec.promotes && cohort === EVERYONE;
}

function isBlind(standing: Standing): boolean {
  const { stable, candidate } = estimatesOf(standing);
  return stable.count === 0 || candidate.count === 0;
}

function suspicion({ standings }: Facts): Verdict | undefined {
  const suspect = standings.find((standing) => standing.isSuspect);
  if (suspect === undefined) return undefined;
  return { kind: 'continue', gate: suspect.key, reason: `looks bad, not proven: ${sentenceOf(suspect)}` };
}

function missingProof({ standings, situation }: Facts): Verdict | undefined {
  if (!situation.lastBeforeFull || situation.weight >= 1) return undefined;
  const unproven = standings.filter((standing) => isPromoting(standing) && !isProven(standing));
  const furthest = unproven.toSorted((one, other) => one.logSafety - other.logSafety)[0];
  if (furthest === undefined) return undefined;
  return { kind: 'continue', gate: furthest.key, reason: `not proven yet: ${sentenceOf(furthest)}` };
}

/** When the release has no time left, what it still waits for makes it inconclusive. */
function outOfTime({ situation }: Facts, waiting: Verdict | undefined): Verdict | undefined {
  if (waiting === undefined || situation.releaseElapsedMs < situation.maxDurationMs) return waiting;
  const reason = `inconclusive after ${formatDuration(situation.maxDurationMs)}: ${waiting.reason}`;
  const gate = waiting.gate === undefined ? {} : { gate: waiting.gate };
  if (situation.onInconclusive === 'rollback') return { kind: 'rollback', reason, ...gate };
  return {
    kind: 'hold',
    reason,
    ...gate,
    resolution: 'promote or roll back by hand, or start again with wider margins or more traffic',
  };
}

function promotion({ situation, standings, evidence }: Facts): Verdict {
  const seen = evidence.exposure.requests[String(roundWeight(situation.weight))] ?? 0;
  if (situation.stage === 'shadow') {
    return {
      kind: 'promote',
      reason: `shadow: ${counted(evidence.exposure.pairs, 'pair')} compared and no gate looks bad`,
    };
  }
  if (situation.stage === 'bake') {
    return {
      kind: 'promote',
      reason: `bake is over: ${counted(seen, 'request')} at 100 %, judged by limits and by what stable was before, since no stable arm runs beside it`,
    };
  }
  if (!situation.lastBeforeFull) {
    return {
      kind: 'promote',
      reason: `${counted(seen, 'request')} at ${percentText(situation.weight)} % and no gate looks bad`,
    };
  }
  const proven = standings.filter(isPromoting).length;
  return {
    kind: 'promote',
    reason: `${proven === 1 ? 'the promoting gate has' : `all ${proven} promoting gates have`} proved the margin kept, ${counted(seen, 'request')} at ${percentText(situation.weight)} %`,
  };
}

function sentenceOf(standing: Standing): string {
  return reportOf(standing, false).sentence;
}

function hold(reason: string, resolution: string, gate?: string): Verdict {
  return { kind: 'hold', reason, resolution, ...(gate === undefined ? {} : { gate }) };
}
