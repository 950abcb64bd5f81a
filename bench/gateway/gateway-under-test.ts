import { createHash } from 'node:crypto';
import { asReleaseId, asReplicaId, asRouteId } from '../../core/ids.ts';
import { providerSchema } from '../../core/route/provider-schema.ts';
import type { Rollout, Snapshot } from '../../core/route/snapshot.ts';
import { routeVersionSchema } from '../../core/route/version-schema.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { createLogger } from '../../platform/log.ts';

/* The gateway as it runs, with its key check, assignment, statistics, traces and metrics; only the store is left out. */

const [port = '0', upstream = '', mode = 'canary'] = process.argv.slice(2);
const release = asReleaseId('rel_bench');
const config = routeVersionSchema.parse({ provider: 'bench', model: 'bench-model' });
const rollout: Rollout = {
  releaseId: release,
  stage: 'canary',
  weight: 0.1,
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
  routes: new Map([
    [
      'bench',
      {
        id: asRouteId('bench'),
        assignBy: ['session', 'user', 'trace'],
        generation: 1,
        stable: { number: 1, config },
        ...(mode !== 'plain' && { rollout }),
      },
    ],
  ]),
  providers: new Map([['bench', provider]]),
  keys: new Map([
    [createHash('sha256').update('bench-key-0123456789').digest('hex'), { id: 'key', tenant: 'acme', labels: {} }],
  ]),
};

const gateway = createGateway({
  replica: asReplicaId('gw_bench'),
  snapshots: {
    heartbeat: async () => ({ snapshotVersion: 1, watchRemainingMs: { [release]: 10_000 } }),
    leave: async () => undefined,
    read: async () => snapshot,
    listen: async () => ({ unlisten: async () => undefined }),
  },
  // What the store would do in another process is left out; the JSON that it is sent is not.
  outcomes: { write: async (flush) => void JSON.stringify(flush).length },
  evaluator: new ThreadEvaluator(),
  readSecret: () => 'secret',
  clock: systemClock,
  random: Math.random,
  log: createLogger('bench', { level: 'warn' }),
});
const url = await gateway.listen(Number(port), '127.0.0.1');
process.stdout.write(`${JSON.stringify({ url })}\n`);
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)));
