import type { Database } from '../store/database.ts';
import type { SecretReader } from './metrics/provider.ts';

/** What activities need of the world beside Temporal. */
export interface ActivityDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly readSecret: SecretReader;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
