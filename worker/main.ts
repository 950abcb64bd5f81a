import { databaseUrlOf, readConfig } from '../platform/config.ts';
import { onShutdown, reportReady } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/log.ts';
import { Periodic } from '../platform/periodic.ts';
import { openDatabase } from '../store/database.ts';
import { closeSilentTraces } from '../store/open-traces.ts';
import { installTemporalRuntime } from './telemetry.ts';
import { startWorker } from './worker.ts';

const SWEEP_EVERY_MS = 1_000;
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
const sweep = new Periodic({
  what: 'make evidence of traces that have ended',
  everyMs: SWEEP_EVERY_MS,
  work: () => closeSilentTraces(database),
  log,
});
sweep.start();
onShutdown(
  async () => {
    await sweep.stop();
    await worker.stop();
    await database.end({ timeout: 2 });
  },
  { log },
);
