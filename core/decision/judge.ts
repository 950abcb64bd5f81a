import { formatDuration } from '../duration.ts';
import { counted, eValueText, share as percentText } from './amounts.ts';
import { roundWeight } from './batch.ts';
import type { Charter } from './charter.ts';
import type { EngineEvidence } from './engine-evidence.ts';
import { overBudget } from './exposure-budget.ts';
import { type Facts, factsOf, hold, isPromoting, sentenceOf } from './facts.ts';
import { isBreached, isProven, reportOf } from './gate-report.ts';
import { missingDemand } from './missing.ts';
import type { GateReport } from './report.ts';
import type { Situation } from './situation.ts';
import type { Standing } from './standing.ts';
import { shareMismatch } from './traffic-share.ts';
import type { Verdict } from './verdict.ts';
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
    mismatchHold(facts) ??
    outOfTime(facts, missingDemand(facts) ?? suspicion(facts) ?? missingProof(facts) ?? overBudget(facts)) ??
    promotion(facts)
  );
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

/** Calls that are still under way at a step's start make shares look wrong for a while. */
const SETTLING_MS = 120_000;

function mismatchHold({ evidence, situation }: Facts): Verdict | undefined {
  const mismatch = shareMismatch(evidence.share);
  if (mismatch === undefined || situation.weight >= 1 || situation.stepElapsedMs < SETTLING_MS) return undefined;
  const reason = `the candidate answers far ${mismatch === 'more' ? 'more' : 'fewer'} calls than the ${percentText(situation.weight)} % assigned to it: the arms can not be compared`;
  return hold(
    reason,
    'look for calls that one arm loses or that are counted twice; it goes on when the shares are as assigned',
  );
}

function badShare({ gate }: Standing): string {
  return gate.metric.kind === 'quantile' ? 'slow calls ' : '';
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
