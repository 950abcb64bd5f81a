import { randomBytes } from 'node:crypto';
import { asReplicaId } from '../core/ids.ts';
import { databaseUrlOf, readConfig, readSecret } from '../platform/config.ts';
import { onShutdown, reportReady } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/log.ts';
import { OtlpExport } from '../platform/telemetry/otlp/otlp-export.ts';
import { openDatabase } from '../store/database.ts';
import { systemClock } from './clock.ts';
import { ThreadEvaluator } from './evaluation/evaluator.ts';
import { createGateway } from './gateway.ts';
import { postgresFeedback, postgresOutcomes, postgresSnapshots } from './postgres-ports.ts';

const config = readConfig();
const log = createLogger('gateway', config.log);
const database = openDatabase({ url: databaseUrlOf(config), applicationName: 'tidegate-gateway', maxConnections: 4 });
const replica = asReplicaId(`gw_${randomBytes(8).toString('hex')}`);

const gateway = createGateway({
  replica,
  snapshots: postgresSnapshots(database),
  outcomes: postgresOutcomes(database),
  feedback: postgresFeedback(database),
  evaluator: new ThreadEvaluator(),
  readSecret: (reference) => readSecret(reference),
  clock: systemClock,
  random: Math.random,
  log,
  ...(config.otlp && { calls: new OtlpExport(config.otlp, replica, log) }),
});
onShutdown(
  async () => {
    await gateway.close();
    await database.end({ timeout: 1 });
  },
  { log },
);
const url = await gateway.listen(config.ports.gateway, config.host);
log.info({ url, replica }, 'the gateway serves');
reportReady();
