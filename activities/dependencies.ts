import type { Database } from '../store/database.ts';
import type { Outbound } from '../platform/outbound/outbound.ts';
import type { SecretReader } from './metrics/provider.ts';

/** What activities need of the world beside Temporal. */
export interface ActivityDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly readSecret: SecretReader;
  /** To judging models and sources of metrics. */
  readonly outbound: Outbound;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
