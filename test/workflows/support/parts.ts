import type { Database } from '../../../store/database.ts';
import type { TestTemporal } from '../../support/temporal.ts';
import type { FakeReplica } from './fake-replica.ts';

/** What a release in a test runs on. */
export interface Parts {
  readonly database: Database;
  readonly temporal: TestTemporal;
  /** Where its worker looks for work. */
  readonly taskQueue: string;
  /** All that serve. */
  readonly replicas: FakeReplica[];
}
