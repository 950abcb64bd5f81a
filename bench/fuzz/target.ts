import type fc from 'fast-check';

/** Something that takes input from outside, and what must hold whatever comes. */
export interface FuzzTarget {
  readonly name: string;
  /** Which share of the inputs it gets. */
  readonly share: number;
  /** Makes it ready. */
  open(): Promise<OpenTarget>;
}

export interface OpenTarget {
  /** Throws where the promise is broken. */
  readonly property: fc.IAsyncProperty<unknown>;
  close(): Promise<void>;
}

/** An input that failed once: kept, so that it is tried for ever. */
export interface FuzzCase {
  readonly target: string;
  readonly seed: number;
  readonly path: string;
  readonly why: string;
}

/** Longer than any answer of these targets takes on a busy machine: beyond it, something hangs. */
export const HANGS_AFTER_MS = 20_000;
