import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../platform/config.ts';
import { freePort } from '../../../platform/embedded/ports.ts';
import { type PostgresServer, startPostgres } from '../../../platform/embedded/postgres-server.ts';
import { findTemporal } from '../../../platform/embedded/temporal-binary.ts';
import { startTemporal, type TemporalServer } from '../../../platform/embedded/temporal-server.ts';
import { startTemporalCluster } from '../temporal-cluster.ts';
import { isStackRunning, takeDataFolder } from '../../../platform/supervisor/stack-lock.ts';

/** The real servers that all tests of a run share. */
export interface TestServers {
  readonly postgres: PostgresServer;
  readonly temporal: TemporalServer;
  stop(): Promise<void>;
}

const PREFIX = 'tidegate-test-run-';

export async function startTestServers(): Promise<TestServers> {
  await endAbandonedServers();
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
  await takeDataFolder(dataDir);
  const startingPostgres = startTestPostgres(dataDir);
  const starting = Promise.allSettled([startingPostgres, startTestTemporal(dataDir, startingPostgres)]);
  const stop = async (): Promise<void> => {
    const servers = (await starting).filter((server) => server.status === 'fulfilled');
    await Promise.all(servers.map((server) => server.value.stop()));
    rmSync(dataDir, { recursive: true, force: true });
  };
  stopWhenInterrupted(stop);
  const [postgres, temporal] = await starting;
  if (postgres.status === 'fulfilled' && temporal.status === 'fulfilled') {
    return { postgres: postgres.value, temporal: temporal.value, stop };
  }
  await stop();
  throw [postgres, temporal].find((server) => server.status === 'rejected')?.reason;
}

/** A run of tests that was killed could not end its servers: the next one does. */
async function endAbandonedServers(): Promise<void> {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  for (const dataDir of folders.map((name) => join(tmpdir(), name))) {
    const isNew = Date.now() - statSync(dataDir).mtimeMs < 60_000; // its owner may be about to take it
    if (isNew || isStackRunning(dataDir)) continue;
    await takeDataFolder(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Ctrl-C, and an end by a tool, run no teardown of jest's. */
function stopWhenInterrupted(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  }
}

async function startTestPostgres(dataDir: string): Promise<PostgresServer> {
  return startPostgres({ dataDir, port: await freePort(), durable: false });
}

/** The development server, or with `TIDEGATE_TEST_TEMPORAL=cluster` the one of production, on the Postgres of the run. */
async function startTestTemporal(dataDir: string, postgres: Promise<PostgresServer>): Promise<TemporalServer> {
  const { cacheDir } = readConfig();
  if (process.env['TIDEGATE_TEST_TEMPORAL'] === 'cluster') {
    return startTemporalCluster({ databaseUrl: (await postgres).url, dataDir, cacheDir });
  }
  const { path } = await findTemporal({ cacheDir, onProgress: (text) => console.error(text) });
  return startTemporal({ program: path, dataDir, port: await freePort(), namespace: 'default' });
}
