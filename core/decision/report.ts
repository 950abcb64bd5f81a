/** One gate's evidence, ready to be shown: API, dashboard, Temporal details and notifications all use it. */
export interface GateReport {
  /** `metric`, or `metric{tenant=acme}`. */
  readonly key: string;
  readonly metric: string;
  readonly cohort: string;
  readonly state: GateState;
  readonly stable: ArmEstimate;
  readonly candidate: ArmEstimate;
  /** Anytime-valid confidence interval of candidate minus stable (rates) or candidate over stable (`ratio`). */
  readonly difference?: {
    readonly kind: 'difference' | 'ratio';
    readonly estimate: number;
    readonly low: number;
    readonly high: number;
    /**
     * What the interval compares: calls that both arms finished side by side, looks weighted by how many they were. The
     * estimates above are over all calls of each arm, and may differ where load, weights or rates changed on the way.
     */
    readonly sideBySide?: { readonly stable: number; readonly candidate: number };
  };
  /** Evidence that the margin is exceeded, as an e-value, and what it takes to roll back. */
  readonly eValue: number;
  readonly threshold: number;
  /** Evidence that the margin is kept, as an e-value, and what the last promotion needs. */
  readonly promotionEValue: number;
  readonly promotionThreshold: number;
  /** A sentence with the numbers. */
  readonly sentence: string;
}

export const GATE_STATES = ['no_data', 'collecting', 'healthy', 'breached', 'inconclusive'] as const;
export type GateState = (typeof GATE_STATES)[number];

export interface ArmEstimate {
  /** In the metric's unit (share, milliseconds, US dollars, tokens), absent where there is no data. */
  readonly estimate?: number;
  readonly count: number;
}
