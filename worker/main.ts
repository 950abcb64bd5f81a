import { databaseUrlOf, readConfig } from '../platform/config.ts';
import { onShutdown, reportReady } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/log.ts';
import { openDatabase } from '../store/database.ts';
import { installTemporalRuntime } from './telemetry.ts';
import { startWorker } from './worker.ts';

const config = readConfig();
const log = createLogger('worker', config.log);
const database = openDatabase({ url: databaseUrlOf(config), applicationName: 'tidegate-worker' });
const temporalLogger = installTemporalRuntime(log, config.workerMetricsAddress);

const worker = startWorker({
  config,
  database,
  log,
  temporalLogger,
  onReady() {
    log.info({ temporal: config.temporal.address, namespace: config.temporal.namespace }, 'the worker takes tasks');
    reportReady();
  },
});
onShutdown(
  async () => {
    await worker.stop();
    await database.end({ timeout: 2 });
  },
  { log },
);
