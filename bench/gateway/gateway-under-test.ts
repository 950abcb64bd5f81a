import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { asReleaseId, asReplicaId, asRouteId } from '../../core/ids.ts';
import { providerSchema } from '../../core/route/provider-schema.ts';
import type { Rollout, Snapshot } from '../../core/route/snapshot.ts';
import { routeVersionSchema } from '../../core/route/version-schema.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { createLogger } from '../../platform/log.ts';
import { announce } from './announce.ts';

/* The gateway as it runs, with its key check, assignment, statistics, traces and metrics; only the store is left out. */

const [upstream = '', sinkPort = '', mode = 'canary'] = process.argv.slice(2);
const release = asReleaseId('rel_bench');
const config = routeVersionSchema.parse({ provider: 'bench', model: 'bench-model' });
const rollout: Rollout = {
  releaseId: release,
  stage: mode === 'mirror' ? 'shadow' : 'canary',
  weight: mode === 'mirror' ? 0 : 0.1,
  mirrorRate: mode === 'mirror' ? 1 : 0,
  cohortBy: ['tenant'],
  candidate: { number: 2, config },
};
const provider = providerSchema.parse({
  id: 'bench',
  kind: 'openai-compatible',
  baseUrl: `${upstream}/v1`,
  prices: { 'bench-model': { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } },
});
const snapshot: Snapshot = {
  version: 1,
  limits: new Map(),
  routes: new Map([
    [
      'bench',
      {
        id: asRouteId('bench'),
        assignBy: ['session', 'user', 'trace'],
        generation: 1,
        stable: { number: 1, config },
        rollout,
      },
    ],
  ]),
  providers: new Map([['bench', provider]]),
  keys: new Map([
    [createHash('sha256').update('bench-key-0123456789').digest('hex'), { id: 'key', tenant: 'acme', labels: {} }],
  ]),
};

const sink = connect(Number(sinkPort), '127.0.0.1');
const gateway = createGateway({
  replica: asReplicaId('gw_bench'),
  snapshots: {
    heartbeat: async () => ({ snapshotVersion: 1, watchRemainingMs: { [release]: 10_000 }, liveReplicas: 1 }),
    leave: async () => undefined,
    read: async () => snapshot,
    listen: async () => ({ unlisten: async () => undefined }),
  },
  // What the store does in its own process is left out; the JSON that it is sent, and the sending, are not.
  outcomes: { write: (flush) => send(sink, JSON.stringify(flush)) },
  feedback: { take: async () => [] },
  evaluator: new ThreadEvaluator(),
  readSecret: () => 'secret',
  clock: systemClock,
  random: Math.random,
  log: createLogger('bench', { level: 'warn' }),
});
announce(await gateway.listen(0, '127.0.0.1'));
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)));

function send(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
