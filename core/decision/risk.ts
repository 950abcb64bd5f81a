import type { Charter } from './charter.ts';
import type { GateSpec } from '../release/spec.ts';

/**
 * How the risk of a false rollback is shared. The average of the e-processes of all gates (and, within a gate, of its
 * cohorts) is an e-process, so the release rolls back when the weighted average reaches 1 / falseRollback; one gate alone
 * needs 1 / (falseRollback * its share). Gates that only hold have a budget of their own.
 */
export function gateShare(charter: Charter, gate: GateSpec): number {
  return 1 / charter.gates.filter((other) => other.onBreach === gate.onBreach).length;
}

/** The e-value that blames the candidate for a share of the risk. */
export function breachThreshold(charter: Charter, share: number): number {
  return 1 / (charter.risk.falseRollback * share);
}

/**
 * The e-value that proves one gate's margin kept. All promoting gates must prove it, so none needs a correction
 * (intersection-union; Schultzberg et al., arXiv 2402.11609).
 */
export function safetyThreshold(charter: Charter): number {
  return 1 / charter.risk.falsePromotion;
}
