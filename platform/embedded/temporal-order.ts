/** A Temporal program that is wanted. */
export interface TemporalOrder {
  /** Where it is to be. */
  readonly path: string;
  readonly version: string;
  readonly onProgress: (text: string) => void;
  /** Aborted when nobody waits for it any longer. */
  readonly interrupted: AbortSignal | undefined;
}

/** A way to make the program. Throws where it can not. */
export type MakeTemporal = (order: TemporalOrder) => Promise<void>;
