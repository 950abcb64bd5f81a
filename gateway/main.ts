import { randomBytes } from 'node:crypto';
import { asReplicaId } from '../core/ids.ts';
import { databaseUrlOf, readConfig, readSecret } from '../platform/config.ts';
import { onShutdown, reportReady } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/log.ts';
import { networksOf } from '../platform/outbound/networks.ts';
import { Outbound } from '../platform/outbound/outbound.ts';
import { OtlpExport } from '../platform/telemetry/otlp/otlp-export.ts';
import { openDatabase } from '../store/database.ts';
import { pruneLimits } from '../store/limit-counters.ts';
import { openRedis } from '../store/redis.ts';
import { systemClock } from './clock.ts';
import { ThreadEvaluator } from './evaluation/evaluator.ts';
import { createGateway } from './gateway.ts';
import {
  postgresCounters,
  postgresFeedback,
  postgresLimitEvents,
  postgresOutcomes,
  postgresSnapshots,
} from './postgres-ports.ts';
import { redisAnswers, redisCounters } from './redis-ports.ts';

const PRUNE_EVERY_MS = 60_000;

/**
 * Replicas share a port, or a balancer that sends calls as soon as it is open: one that can not serve yet must not take any.
 * Past this, it listens all the same, so that its probes say what is wrong.
 */
const FIRST_SNAPSHOT_MS = 30_000;

const config = readConfig();
const log = createLogger('gateway', config.log);
const database = openDatabase({ url: databaseUrlOf(config), applicationName: 'tidegate-gateway', maxConnections: 4 });
/** Its own few connections: a limit that waits holds up no heartbeat. */
const limits = openDatabase({
  url: databaseUrlOf(config),
  applicationName: 'tidegate-limits',
  maxConnections: 2,
  statementTimeoutMs: 2_000,
});
const redis =
  config.redisUrl === undefined
    ? undefined
    : openRedis({ url: config.redisUrl, onLost: (error) => log.warn({ err: error }, 'Redis cannot be reached') });
const replica = asReplicaId(`gw_${randomBytes(8).toString('hex')}`);

const gateway = createGateway({
  replica,
  snapshots: postgresSnapshots(database),
  outcomes: postgresOutcomes(database),
  feedback: postgresFeedback(database),
  evaluator: new ThreadEvaluator(),
  counters: redis === undefined ? postgresCounters(limits) : redisCounters(redis),
  limitEvents: postgresLimitEvents(limits),
  ...(redis && { answers: redisAnswers(redis, log) }),
  readSecret: (reference) => readSecret(reference),
  outbound: new Outbound(networksOf(config.outboundNetworks)),
  clock: systemClock,
  random: Math.random,
  log,
  admission: config.admission,
  ...(config.otlp && { calls: new OtlpExport(config.otlp, replica, log) }),
});
const pruning = setInterval(() => {
  pruneLimits(limits).catch((error: unknown) => log.debug({ err: error }, 'old counters were not deleted'));
}, PRUNE_EVERY_MS);
onShutdown(
  async () => {
    await gateway.close();
    clearInterval(pruning);
    redis?.destroy();
    await Promise.all([database.end({ timeout: 1 }), limits.end({ timeout: 1 })]);
  },
  { log },
);
const url = await gateway.listen(config.ports.gateway, config.host, { firstSnapshotMs: FIRST_SNAPSHOT_MS });
log.info({ url, replica }, 'the gateway serves');
reportReady();
