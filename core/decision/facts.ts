import type { Charter } from './charter.ts';
import type { EngineEvidence } from './engine-evidence.ts';
import { reportOf } from './gate-report.ts';
import { EVERYONE } from './look.ts';
import type { Situation } from './situation.ts';
import { type Standing, standingsOf } from './standing.ts';
import type { Verdict } from './verdict.ts';

/** Everything that a verdict is made from. */
export interface Facts {
  readonly charter: Charter;
  readonly evidence: EngineEvidence;
  readonly situation: Situation;
  readonly standings: readonly Standing[];
}

export function factsOf(charter: Charter, evidence: EngineEvidence, situation: Situation): Facts {
  return { charter, evidence, situation, standings: standingsOf(charter, evidence) };
}

/** Promotion is decided for everybody; cohorts can stop it, but need not prove their health one by one. */
export function isPromoting({ gate, cohort }: Standing): boolean {
  return gate.spec.promotes && cohort === EVERYONE;
}

export function sentenceOf(standing: Standing): string {
  return reportOf(standing, false).sentence;
}

export function hold(reason: string, resolution: string, gate?: string): Verdict {
  return { kind: 'hold', reason, resolution, ...(gate === undefined ? {} : { gate }) };
}
