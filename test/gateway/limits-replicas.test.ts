import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { configFileSchema } from '../../core/config-schema.ts';
import { asReplicaId } from '../../core/ids.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import type { CounterStore } from '../../gateway/limits/counter-store.ts';
import {
  postgresCounters,
  postgresFeedback,
  postgresLimitEvents,
  postgresOutcomes,
  postgresSnapshots,
} from '../../gateway/postgres-ports.ts';
import { redisCounters } from '../../gateway/redis-ports.ts';
import { createLogger } from '../../platform/log.ts';
import { BehaviourBook, behaviourSchema } from '../../simulator/provider/behaviour.ts';
import { createSimulatedProvider } from '../../simulator/provider/provider.ts';
import { issueKey } from '../../store/keys.ts';
import { listLimitEvents } from '../../store/limit-counters.ts';
import { applyConfig } from '../../store/routes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { describeWith, present, startTestRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

/* Two gateways before one provider, with their counters on a real Postgres, and on a real Redis where there is one. */

const ROUTE = 'support-agent';
const PRICE = { inputPerMillionUsd: 100, outputPerMillionUsd: 100 };
const behaviours = new BehaviourBook();
const provider = createSimulatedProvider({ behaviours, seed: 1 });
const redis = await startTestRedis();
let store: TestDatabase;
let gateways: { gateway: Gateway; url: string }[] = [];

beforeAll(async () => {
  store = await createTestDatabase();
  behaviours.set('gpt', behaviourSchema.parse({ latencyMs: { p50: 5, p99: 20 }, price: PRICE }));
  const baseUrl = `${await provider.listen(0, '127.0.0.1')}/v1`;
  const file = configFileSchema.parse({
    providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl, prices: { gpt: PRICE } }],
    routes: [{ id: ROUTE, stable: { provider: 'openai', model: 'gpt' } }],
    limits: [
      {
        id: 'spend',
        measure: 'usd',
        max: 1,
        window: 'month',
        per: ['tenant'],
        only: { tenant: ['pg-usd', 'redis-usd'] },
      },
      {
        id: 'calls',
        measure: 'requests',
        max: 150,
        window: 'day',
        per: ['tenant'],
        only: { tenant: ['pg-calls', 'redis-calls'] },
      },
    ],
  });
  await applyConfig(store.database, file, { actor: 'ops', mode: 'change' });
  for (const tenant of ['pg-usd', 'redis-usd', 'pg-calls', 'redis-calls'])
    await issueKey(
      store.database,
      { id: `key_${tenant}`, name: tenant, secret: `tg_${tenant}`, tenant, labels: {} },
      'ops',
    );
});
afterEach(async () => {
  await Promise.all(gateways.map(({ gateway }) => gateway.close()));
  gateways = [];
});
afterAll(async () => {
  await provider.close();
  await store.drop();
  await redis?.stop();
});

async function startGateways(counters: CounterStore): Promise<void> {
  for (const name of ['gw_1', 'gw_2']) {
    const gateway = createGateway({
      replica: asReplicaId(name),
      snapshots: postgresSnapshots(store.database),
      outcomes: postgresOutcomes(store.database),
      feedback: postgresFeedback(store.database),
      evaluator: new ThreadEvaluator(),
      counters,
      limitEvents: postgresLimitEvents(store.database),
      readSecret: () => '',
      clock: systemClock,
      random: Math.random,
      log: createLogger('test', { level: 'silent' }),
      intervalMs: 50,
      countersTimeoutMs: 30_000,
    });
    const url = await gateway.listen(0, '127.0.0.1');
    gateways.push({ gateway, url });
    await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { within: '10s', what: 'a ready gateway' });
  }
}

interface Tally {
  answered: number;
  refused: number;
  costUsd: number;
  dearestUsd: number;
}

/** Sends that many requests at once, over both replicas. */
async function storm(tenant: string, requests: number): Promise<Tally> {
  const tally: Tally = { answered: 0, refused: 0, costUsd: 0, dearestUsd: 0 };
  const clients = gateways.map(
    ({ url }) => new OpenAI({ apiKey: `tg_${tenant}`, baseURL: `${url}/v1`, maxRetries: 0 }),
  );
  await Promise.all(
    Array.from({ length: requests }, async (_none, index) => {
      const client = clients[index % clients.length] as OpenAI;
      const messages = [{ role: 'user' as const, content: 'Where is my order?' }];
      try {
        const { usage } = await client.chat.completions.create({ model: ROUTE, messages, max_completion_tokens: 100 });
        const costUsd = (usage as { cost?: number } | undefined)?.cost ?? 0;
        tally.answered += 1;
        tally.costUsd += costUsd;
        tally.dearestUsd = Math.max(tally.dearestUsd, costUsd);
      } catch (error) {
        if (!(error instanceof OpenAI.RateLimitError)) throw error;
        tally.refused += 1;
      }
    }),
  );
  return tally;
}

describe('over two replicas that count in Postgres', () => {
  countAsOne('pg', () => postgresCounters(store.database));
});
describeWith(redis)('over two replicas that count in Redis', () =>
  countAsOne('redis', () => redisCounters(present(redis))),
);

function countAsOne(tenant: string, counters: () => CounterStore): void {
  test('calls at once get exactly as many answers as there are requests left', async () => {
    await startGateways(counters());
    expect(await storm(`${tenant}-calls`, 300)).toMatchObject({ answered: 150, refused: 150 });
  });

  test('calls at once never spend more than the budget, and what they did not use is there for others', async () => {
    await startGateways(counters());
    const spent = { answered: 0, refused: 0, costUsd: 0 };
    // Each storm reserves more than is left; what it gives back is found by the next one.
    for (let round = 0; round < 3; round += 1) {
      const tally = await storm(`${tenant}-usd`, 150);
      spent.answered += tally.answered;
      spent.refused += tally.refused;
      spent.costUsd += tally.costUsd;
      expect(spent.costUsd).toBeLessThanOrEqual(1);
    }
    expect(spent.refused).toBeGreaterThan(0);
    expect(spent.costUsd).toBeGreaterThan(0.5);
    const events = await waitFor(
      async () => {
        const rows = await listLimitEvents(store.database, { limit: 50 });
        const own = rows.filter(({ counter }) => counter.includes(`tenant=${tenant}-usd`));
        return own.some(({ level }) => level === 'reached') && own;
      },
      { within: '5s', what: 'the events' },
    );
    expect(events.map(({ level }) => level).toSorted()).toEqual(['reached', 'warn']);
  });
}
