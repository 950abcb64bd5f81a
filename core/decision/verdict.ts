/** What the engine says of a release at one look. From the least to the most severe. */
export const VERDICTS = ['continue', 'promote', 'hold', 'rollback'] as const;
export type VerdictKind = (typeof VERDICTS)[number];

export interface Verdict {
  readonly kind: VerdictKind;
  /** A sentence with its numbers, for people. */
  readonly reason: string;
  /** The gate that decided, by its key (`metric`, or `metric{tenant=acme}`), where one did. */
  readonly gate?: string;
  /** For a hold: what would resolve it. */
  readonly resolution?: string;
}
