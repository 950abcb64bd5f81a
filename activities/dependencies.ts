import type { Database } from '../store/database.ts';

/** What activities need of the world beside Temporal. */
export interface ActivityDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
