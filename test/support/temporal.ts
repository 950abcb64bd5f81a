import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { type Config, type Environment, readConfig } from '../../platform/config.ts';
import { prepareNamespace } from '../../platform/temporal-namespace.ts';
import { connectTemporal } from '../../platform/temporal.ts';

export interface TestTemporal {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  /** Nobody else polls it. */
  readonly taskQueue: string;
  /** As a process has it that was given this server. */
  readonly config: Config;
  close(): Promise<void>;
}

/** The server runs; on a busy machine it may take its time to say so. */
const PATIENCE_MS = 45_000;

/**
 * A client of the real Temporal of this run. `shared` works in one namespace for all, with a task queue of its own;
 * `own` makes a new namespace with tidegate's search attributes, for tests that need fixed workflow ids and queues
 * (about a second).
 */
export async function connectTestTemporal(
  namespace: 'shared' | 'own' = 'shared',
  environment: Environment = {},
): Promise<TestTemporal> {
  const address = process.env['TIDEGATE_TEST_TEMPORAL_ADDRESS'] ?? '';
  const name = namespace === 'shared' ? 'default' : `test-${randomBytes(6).toString('hex')}`;
  const config = readConfig({ ...environment, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: name });
  const client = await connectTemporal(config, PATIENCE_MS);
  if (namespace === 'own') await prepareNamespace(client);
  return {
    client,
    address,
    namespace: name,
    taskQueue: `test-${randomBytes(6).toString('hex')}`,
    config,
    close: () => client.connection.close(),
  };
}
