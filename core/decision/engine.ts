import { absorbLook } from './absorb.ts';
import type { Charter } from './charter.ts';
import { ownEvidence, type EngineEvidence } from './engine-evidence.ts';
import type { Evidence } from './evidence.ts';
import { gatesOf } from './gate.ts';
import { judgeEvidence, type Judgement, verdictOn } from './judge.ts';
import type { Look } from './look.ts';
import type { Situation } from './situation.ts';
import { NO_SHARE } from './traffic-share.ts';
import type { Verdict } from './verdict.ts';

export type { Charter } from './charter.ts';
export type { Judgement } from './judge.ts';

/* The engine: three pure functions. Workflow, simulator, `plan` and `backtest` all call these and no others. */

/** Evidence of nothing yet. Throws a RangeError for a gate on a metric that does not exist. */
export function emptyEvidence(charter: Charter): Evidence {
  gatesOf(charter.gates);
  const evidence: EngineEvidence = {
    format: 1,
    looks: 0,
    gates: {},
    values: {},
    cohorts: {},
    readings: {},
    exposure: { requests: {}, pairs: 0, shadowCostUsd: 0, slowestMs: 0 },
    share: NO_SHARE,
  };
  return evidence;
}

/** Adds what is new. An empty look changes nothing; the order of entries within a look does not matter. */
export function absorb(charter: Charter, evidence: Evidence, look: Look): Evidence {
  return absorbLook(charter, ownEvidence(evidence), look);
}

/** What to do now. Missing data never promotes. */
export function judge(charter: Charter, evidence: Evidence, situation: Situation): Judgement {
  return judgeEvidence(charter, ownEvidence(evidence), situation);
}

/** The verdict of `judge` without the reports of the gates, for whoever asks a million times. */
export function verdictOf(charter: Charter, evidence: Evidence, situation: Situation): Verdict {
  return verdictOn(charter, ownEvidence(evidence), situation);
}
