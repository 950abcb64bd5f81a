import type { GateSpec } from '../release/spec.ts';
import type { Evidence } from './evidence.ts';
import type { Look } from './look.ts';
import type { GateReport } from './report.ts';
import type { Situation } from './situation.ts';
import type { Verdict } from './verdict.ts';

/** What a release asks of the engine, fixed at its start. */
export interface Charter {
  readonly gates: readonly GateSpec[];
  readonly risk: { readonly falseRollback: number; readonly falsePromotion: number };
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly gates: readonly GateReport[];
}

/** The engine: three pure functions. Workflow, simulator, `plan` and `backtest` all call these and no others. */
export declare function emptyEvidence(charter: Charter): Evidence;
/** Adds what is new. An empty look changes nothing; the order of entries within a look does not matter. */
export declare function absorb(charter: Charter, evidence: Evidence, look: Look): Evidence;
/** What to do now. Missing data never promotes. */
export declare function judge(charter: Charter, evidence: Evidence, situation: Situation): Judgement;
