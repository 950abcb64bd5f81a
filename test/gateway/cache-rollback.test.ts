import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { configFileSchema } from '../../core/config-schema.ts';
import { asReleaseId, asReplicaId, type ReleaseId } from '../../core/ids.ts';
import { type AnswerStore, MemoryAnswers } from '../../gateway/cache/answer-store.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { postgresFeedback, postgresOutcomes, postgresSnapshots } from '../../gateway/postgres-ports.ts';
import { redisAnswers } from '../../gateway/redis-ports.ts';
import { createLogger } from '../../platform/log.ts';
import { BehaviourBook, behaviourSchema } from '../../simulator/provider/behaviour.ts';
import { createSimulatedProvider } from '../../simulator/provider/provider.ts';
import { issueKey } from '../../store/keys.ts';
import { listReplicas } from '../../store/replicas.ts';
import { applyConfig } from '../../store/routes.ts';
import { givenRelease, publish, ROUTE } from '../store/given.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { describeWith, present, startTestRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

/* Two gateways on one store: a candidate that is rolled back while both have its answers. */

const SECRET = 'tg_cache_0123456789';
const log = createLogger('test', { level: 'silent' });
const behaviours = new BehaviourBook();
const provider = createSimulatedProvider({ behaviours, seed: 1 });
const redis = await startTestRedis();
let store: TestDatabase;
let gateways: Gateway[] = [];
let clients: OpenAI[] = [];

beforeAll(async () => {
  store = await createTestDatabase();
  for (const model of ['gpt-5-mini', 'gpt-5-nano'])
    behaviours.set(model, behaviourSchema.parse({ latencyMs: { p50: 0, p99: 0 } }));
  const baseUrl = `${await provider.listen(0, '127.0.0.1')}/v1`;
  const file = configFileSchema.parse({
    providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl }],
    routes: [{ id: ROUTE, stable: { provider: 'openai', model: 'gpt-5-mini', cache: { mode: 'exact' } } }],
  });
  await applyConfig(store.database, file, { actor: 'ops', mode: 'change' });
  await issueKey(store.database, { id: 'key_1', name: 'app', secret: SECRET, labels: {} }, 'ops');
});
afterEach(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  gateways = [];
  clients = [];
});
afterAll(async () => {
  await provider.close();
  await store.drop();
  await redis?.stop();
});

async function startGateways(answers: () => AnswerStore): Promise<void> {
  for (const name of ['gw_1', 'gw_2']) {
    const gateway = createGateway({
      replica: asReplicaId(name),
      snapshots: postgresSnapshots(store.database),
      outcomes: postgresOutcomes(store.database),
      feedback: postgresFeedback(store.database),
      evaluator: new ThreadEvaluator(),
      answers: answers(),
      readSecret: () => '',
      clock: systemClock,
      random: Math.random,
      log,
      intervalMs: 50,
    });
    const url = await gateway.listen(0, '127.0.0.1');
    gateways.push(gateway);
    clients.push(new OpenAI({ apiKey: SECRET, baseURL: `${url}/v1`, maxRetries: 0 }));
    await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { within: '10s', what: 'a ready gateway' });
  }
}

async function ask(client: OpenAI | undefined): Promise<{ arm: string | null; cache: string | null; id: string }> {
  if (client === undefined) throw new Error('no gateway');
  const messages = [{ role: 'user' as const, content: 'Where is my order?' }];
  const { data, response } = await client.chat.completions.create({ model: ROUTE, messages }).withResponse();
  const header = (name: string): string | null => response.headers.get(`x-tidegate-${name}`);
  return { arm: header('arm'), cache: header('cache'), id: data.id };
}

async function acknowledged(version: number): Promise<void> {
  await waitFor(
    async () => (await listReplicas(store.database)).every(({ appliedSnapshot }) => appliedSnapshot >= version),
    { within: '10s', what: 'the acknowledgements' },
  );
}

async function exposed(id: ReleaseId): Promise<{ rollBack: () => Promise<void> }> {
  const release = await givenRelease(store.database, id);
  const generation = async (): Promise<number> => {
    const [row] = await store.database<{ generation: number }[]>`SELECT generation FROM routes WHERE id = ${ROUTE}`;
    return row?.generation ?? 0;
  };
  const exposure = { kind: 'expose', stage: 'canary', weight: 1, mirrorRate: 0 } as const;
  const opened = await publish(store.database, release, { sequence: 1, generation: await generation(), exposure });
  if (!opened.published) throw new Error(opened.reason);
  await acknowledged(opened.snapshotVersion);
  return {
    async rollBack() {
      const withdraw = { sequence: 2, generation: await generation(), exposure: { kind: 'withdraw' } } as const;
      const closed = await publish(store.database, release, withdraw);
      if (!closed.published) throw new Error(closed.reason);
      await acknowledged(closed.snapshotVersion);
      await store.database`UPDATE releases SET ended_at = now() WHERE id = ${id}`;
    },
  };
}

describe('with answers in memory of their own', () => {
  forgets(asReleaseId('rel_own'), () => new MemoryAnswers());
});
describeWith(redis)('with answers in a Redis that they share', () =>
  forgets(asReleaseId('rel_redis'), () => redisAnswers(present(redis), log)),
);

function forgets(release: ReleaseId, answers: () => AnswerStore): void {
  test('no replica gives an answer of the candidate after its rollback', async () => {
    await startGateways(answers);
    const { rollBack } = await exposed(release);
    const [one, other] = clients;
    const candidates = [await ask(one), await ask(one), await ask(other), await ask(other)];
    expect(candidates.map(({ arm }) => arm)).toEqual(Array.from({ length: 4 }, () => 'candidate'));
    expect([candidates[1]?.cache, candidates[3]?.cache]).toEqual(['hit', 'hit']);
    // Where the store is shared, so is the answer.
    expect(candidates[2]?.cache).toBe(release === 'rel_redis' ? 'hit' : 'miss');

    await rollBack();
    const ids = new Set(candidates.map(({ id }) => id));
    for (const client of [one, other, one, other]) {
      const answer = await ask(client);
      expect(answer.arm).toBe('stable');
      expect(ids.has(answer.id)).toBe(false);
    }
    expect((await ask(one)).cache).toBe('hit');
    if (release === 'rel_redis') {
      await waitFor(async () => (await present(redis).keys(`tidegate:cache:*${release}`)).length === 0, {
        within: '5s',
        what: 'the end of its answers',
      });
    }
  });
}
