import type { ChaosStack } from '../chaos-stack.ts';
import type { Played } from '../releases.ts';
import type { Struck } from '../strike.ts';
import type { ClientCall } from '../traffic.ts';

/** All that a run came to, for the checks to look at. */
export interface Seen {
  readonly stack: ChaosStack;
  readonly calls: readonly ClientCall[];
  readonly played: readonly Played[];
  readonly struck: readonly Struck[];
}

/** What a check found. */
export interface Finding {
  /** The promise, as tables have it. */
  readonly name: string;
  /** What it looked at, in numbers. */
  readonly looked: string;
  readonly violations: readonly string[];
}
