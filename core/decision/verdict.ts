/** What the engine says of a release at one look. `worst` picks by this order: what protects users comes first. */
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

/** The more severe of two verdicts; the first one where they are equally severe. */
export function worst(first: Verdict, second: Verdict): Verdict {
  return VERDICTS.indexOf(second.kind) > VERDICTS.indexOf(first.kind) ? second : first;
}
