import { afterAll, beforeAll, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { configFileSchema } from '../../core/config-schema.ts';
import { asReleaseId, asReplicaId } from '../../core/ids.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { postgresFeedback, postgresOutcomes, postgresSnapshots } from '../../gateway/postgres-ports.ts';
import { createLogger } from '../../platform/log.ts';
import { BehaviourBook } from '../../simulator/provider/behaviour.ts';
import { createSimulatedProvider } from '../../simulator/provider/provider.ts';
import { issueKey, revokeKey } from '../../store/keys.ts';
import { readEvidence } from '../../store/outcomes.ts';
import { listReplicas } from '../../store/replicas.ts';
import { applyConfig } from '../../store/routes.ts';
import { listTraces } from '../../store/traces.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { waitFor } from '../support/wait-for.ts';
import { givenRelease, publish, ROUTE } from '../store/given.ts';

/* The gateway on the real store: what is published is served and acknowledged, what is served is evidence. */

const REPLICA = asReplicaId('gw_store');
const SECRET = 'tg_secret_0123456789';
const RELEASE = asReleaseId('rel_1');
const provider = createSimulatedProvider({ behaviours: new BehaviourBook(), seed: 1 });
let store: TestDatabase;
let gateway: Gateway;
let client: OpenAI;

beforeAll(async () => {
  store = await createTestDatabase();
  const baseUrl = `${await provider.listen(0, '127.0.0.1')}/v1`;
  const file = configFileSchema.parse({
    providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl }],
    routes: [{ id: ROUTE, stable: { provider: 'openai', model: 'gpt-5-mini' } }],
  });
  await applyConfig(store.database, file, { actor: 'ops', mode: 'change' });
  await issueKey(store.database, { id: 'key_1', name: 'app', secret: SECRET, tenant: 'acme', labels: {} }, 'ops');
  gateway = createGateway({
    replica: REPLICA,
    snapshots: postgresSnapshots(store.database),
    outcomes: postgresOutcomes(store.database),
    feedback: postgresFeedback(store.database),
    evaluator: new ThreadEvaluator(),
    readSecret: () => '',
    clock: systemClock,
    random: Math.random,
    log: createLogger('test', { level: 'silent' }),
    intervalMs: 50,
  });
  const url = await gateway.listen(0, '127.0.0.1');
  client = new OpenAI({ apiKey: SECRET, baseURL: `${url}/v1`, maxRetries: 0 });
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { within: '10s', what: 'a ready gateway' });
});
afterAll(async () => {
  await gateway.close();
  expect(await listReplicas(store.database)).toEqual([]);
  await provider.close();
  await store.drop();
});

const arm = async (): Promise<string | null> => {
  const messages = [{ role: 'user' as const, content: 'größer 🌊 \u0000?' }];
  const { response } = await client.chat.completions
    .create({ model: ROUTE, messages, metadata: { step: 'one\u0000' } })
    .withResponse();
  return response.headers.get('x-tidegate-arm');
};

async function acknowledged(version: number): Promise<void> {
  await waitFor(async () => (await listReplicas(store.database))[0]?.appliedSnapshot === version, {
    within: '5s',
    what: 'the acknowledgement',
  });
}

test('a release is served once published, its calls are evidence and traces, and it is over once withdrawn', async () => {
  expect(await arm()).toBe('stable');
  const release = await givenRelease(store.database, RELEASE);
  const exposed = await publish(store.database, release, {
    sequence: 1,
    generation: 1,
    exposure: { kind: 'expose', stage: 'canary', weight: 1, mirrorRate: 0 },
  });
  if (!exposed.published) throw new Error(exposed.reason);
  await acknowledged(exposed.snapshotVersion);
  expect(await arm()).toBe('candidate');
  const evidence = await waitFor(
    async () => {
      const read = await readEvidence(store.database, RELEASE, {});
      return read.arms.length > 0 && read;
    },
    { within: '5s', what: 'evidence' },
  );
  expect(evidence.arms).toMatchObject([{ arm: 'candidate', cohort: 'all', weight: 1, statistics: { requests: 1 } }]);
  expect((await readEvidence(store.database, RELEASE, evidence.cursor)).arms).toEqual([]);

  const withdrawn = await publish(store.database, release, {
    sequence: 2,
    generation: exposed.generation,
    exposure: { kind: 'withdraw' },
  });
  if (!withdrawn.published) throw new Error(withdrawn.reason);
  await acknowledged(withdrawn.snapshotVersion);
  expect(await arm()).toBe('stable');
  const traces = await waitFor(
    async () => {
      const rows = await listTraces(store.database, { limit: 10 });
      return rows.length === 3 && rows;
    },
    { within: '5s', what: 'three traces' },
  );
  expect(traces.map((trace) => trace.arm)).toEqual(['stable', 'candidate', 'stable']);
  expect(traces[1]).toMatchObject({ releaseId: RELEASE, keyId: 'key_1', labels: { tenant: 'acme', step: 'one' } });
});

test('a key that is revoked is refused within a moment', async () => {
  await revokeKey(store.database, 'key_1', 'ops', 'leaked');
  await waitFor(
    async () => {
      const refused = await arm().then(
        () => undefined,
        (error: unknown) => error,
      );
      return refused instanceof OpenAI.AuthenticationError;
    },
    { within: '5s', what: 'the refusal' },
  );
});
