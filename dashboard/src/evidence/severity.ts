import type { GateReport } from '../api/types.ts';

const ORDER: readonly GateReport['state'][] = ['breached', 'inconclusive', 'no_data', 'collecting', 'healthy'];

/** The gates with what needs a look first. Within a state they keep their order: nothing jumps about at every look. */
export function bySeverity(gates: readonly GateReport[]): readonly GateReport[] {
  return gates.toSorted((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
}
