import { randomBytes } from 'node:crypto';
import { asReplicaId } from '../core/ids.ts';
import { databaseUrlOf, readConfig, readSecret } from '../platform/config.ts';
import { onShutdown, reportReady } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/log.ts';
import { openDatabase } from '../store/database.ts';
import { writeFlush } from '../store/outcomes.ts';
import { heartbeat, leave } from '../store/replicas.ts';
import { listenForSnapshots, readSnapshotSince } from '../store/snapshots.ts';
import { systemClock } from './clock.ts';
import { ThreadEvaluator } from './evaluation/evaluator.ts';
import { createGateway } from './gateway.ts';

const config = readConfig();
const log = createLogger('gateway', config.log);
const database = openDatabase({ url: databaseUrlOf(config), applicationName: 'tidegate-gateway', maxConnections: 4 });
const replica = asReplicaId(`gw_${randomBytes(8).toString('hex')}`);

const gateway = createGateway({
  replica,
  snapshots: {
    heartbeat: (beat) => heartbeat(database, beat),
    leave: (id) => leave(database, id),
    read: (base) => readSnapshotSince(database, base),
    listen: (onPublished) => listenForSnapshots(database, onPublished),
  },
  outcomes: { write: (flush) => writeFlush(database, flush) },
  evaluator: new ThreadEvaluator(),
  readSecret: (reference) => readSecret(reference),
  clock: systemClock,
  random: Math.random,
  log,
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
