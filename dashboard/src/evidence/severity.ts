import type { GateReport } from '../api/types.ts';

const ORDER: readonly GateReport['state'][] = ['breached', 'inconclusive', 'no_data', 'collecting', 'healthy'];

/** The gates with what needs a look first; within a state, the one with the most evidence against it. */
export function bySeverity(gates: readonly GateReport[]): readonly GateReport[] {
  return gates.toSorted(
    (one, other) =>
      ORDER.indexOf(one.state) - ORDER.indexOf(other.state) ||
      other.eValue / other.threshold - one.eValue / one.threshold,
  );
}
