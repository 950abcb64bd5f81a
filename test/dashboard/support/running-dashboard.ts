import { pino } from 'pino';
import { createControl } from '../../../control/control.ts';
import { randomIds, systemClock } from '../../../control/ids.ts';
import type { Config } from '../../../platform/config.ts';
import { buildDashboard } from '../../../dashboard/build.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { connectTestTemporal, type TestTemporal } from '../../support/temporal.ts';

export const TOKEN = 'a-token-of-the-tests';

export interface RunningDashboard extends TestDatabase {
  readonly url: string;
  readonly temporal: TestTemporal;
  /** Ends the control plane, as a crash or an update would; the database stays. */
  stopControl(): Promise<void>;
  /** The control plane again, at the same address. */
  startControl(): Promise<void>;
  close(): Promise<void>;
}

/** The dashboard as the control plane serves it, on a database and a Temporal namespace of its own; at the public URL's port, where one is given. */
export async function startDashboard(
  signIn: Partial<Pick<Config, 'oidc' | 'publicUrl'>> = {},
): Promise<RunningDashboard> {
  const [store, temporal, { directory }] = await Promise.all([
    createTestDatabase(),
    connectTestTemporal('own'),
    buildDashboard(),
  ]);
  const start = async (port: number) => {
    const control = createControl({
      database: store.database,
      temporal: temporal.client,
      config: { ...temporal.config, ...signIn },
      ids: randomIds(systemClock),
      log: pino({ level: 'silent' }),
      adminToken: TOKEN,
      version: '0.0.0',
      dashboard: directory,
      reconciler: { everyMs: 3_600_000 },
    });
    return { control, url: await control.listen(port, '127.0.0.1') };
  };
  let { control, url } = await start(signIn.publicUrl === undefined ? 0 : Number(new URL(signIn.publicUrl).port));
  return {
    ...store,
    url,
    temporal,
    stopControl: () => control.close(),
    async startControl() {
      ({ control, url } = await start(Number(new URL(url).port)));
    },
    async close() {
      await control.close();
      await Promise.all([temporal.close(), store.drop()]);
    },
  };
}
