/** A part of a text that a rule found, from `start` up to, but not including, `end`. */
export interface Match {
  readonly label: string;
  readonly start: number;
  readonly end: number;
  /** Whether it is digits alone where JSON has a value: in JSON, what takes its place must be a string. */
  readonly isBare?: boolean;
}

/**
 * Finds parts of a text that is still coming in: what it finds to begin before `settled(text)` stays, whatever follows,
 * and depends on no more than `lookBack` characters before it.
 */
export interface TextRule {
  readonly lookBack: number;
  find(text: string): readonly Match[];
  settled(text: string): number;
}
