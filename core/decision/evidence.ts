/**
 * The running evidence of a release: what workflow state, heartbeats and the API carry. It is JSON, bounded in size,
 * and the whole memory of the engine: `absorb` and `judge` after a crash and a resume say what they would have said.
 */
export interface Evidence {
  /** Version of this shape, so that a resumed release refuses what it can not read; 2 is 1, packed for a history. */
  readonly format: 1 | 2;
  readonly looks: number;
  /** By gate key; see `gateKey`. */
  readonly gates: Readonly<Record<string, unknown>>;
}
