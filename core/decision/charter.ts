import type { GateSpec } from '../release/spec.ts';

/** What a release asks of the engine, fixed at its start. */
export interface Charter {
  readonly gates: readonly GateSpec[];
  readonly risk: { readonly falseRollback: number; readonly falsePromotion: number };
}
