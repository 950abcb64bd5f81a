import { afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import OpenAI from 'openai';
import { configFileSchema } from '../../core/config-schema.ts';
import { asReleaseId, asReplicaId } from '../../core/ids.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { postgresFeedback, postgresOutcomes, postgresSnapshots } from '../../gateway/postgres-ports.ts';
import { createLogger } from '../../platform/log.ts';
import { BehaviourBook, behaviourSchema } from '../../simulator/provider/behaviour.ts';
import { createSimulatedProvider, type SimulatedProvider } from '../../simulator/provider/provider.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { issueKey } from '../../store/keys.ts';
import { listReplicas, watchRelease } from '../../store/replicas.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import { applyConfig } from '../../store/routes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { waitFor } from '../support/wait-for.ts';
import { givenRelease, publish, ROUTE } from '../store/given.ts';

/* Real replicas on the real store, as the role that they have in production, while something around them is not as usual. */

jest.setTimeout(60_000);

const SECRET = 'tg_secret_0123456789';
const RELEASE = asReleaseId('rel_1');
const MINUTES_10 = 600_000;
const EXPOSED = { kind: 'expose', stage: 'canary', weight: 1, mirrorRate: 0 } as const;

interface Replica {
  readonly id: string;
  readonly gateway: Gateway;
  readonly url: string;
  readonly client: OpenAI;
}

let store: TestDatabase;
let provider: SimulatedProvider;
let release: ReleaseRecord;
let generation: number;
let sequence: number;
let watch: NodeJS.Timeout;
const behaviours = new BehaviourBook();
const replicas: Replica[] = [];
const opened: Database[] = [];

beforeAll(() => {
  for (const model of ['gpt-5-mini', 'gpt-5-nano'])
    behaviours.set(model, behaviourSchema.parse({ latencyMs: { p50: 0, p99: 0 } }));
});
beforeEach(async () => {
  store = await createTestDatabase();
  provider = createSimulatedProvider({ behaviours, seed: 1 });
  const baseUrl = `${await provider.listen(0, '127.0.0.1')}/v1`;
  const file = configFileSchema.parse({
    providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl }],
    routes: [{ id: ROUTE, stable: { provider: 'openai', model: 'gpt-5-mini' } }],
  });
  await applyConfig(store.database, file, { actor: 'ops', mode: 'change' });
  await issueKey(store.database, { id: 'key_1', name: 'app', secret: SECRET, tenant: 'acme', labels: {} }, 'ops');
  release = await givenRelease(store.database, RELEASE);
  ({ generation } = release);
  sequence = 0;
  watch = setInterval(() => void watchRelease(store.database, RELEASE).catch(() => undefined), 500);
});
afterEach(async () => {
  clearInterval(watch);
  for (const { gateway } of replicas.splice(0)) await gateway.close();
  for (const database of opened.splice(0)) await database.end({ timeout: 1 });
  await provider.close();
  await store.drop();
});

async function replica(id: string, wallAheadMs = 0): Promise<Replica> {
  const database = openDatabase({ url: store.urlOf('tidegate_gateway'), applicationName: id, maxConnections: 4 });
  opened.push(database);
  const gateway = createGateway({
    replica: asReplicaId(id),
    snapshots: postgresSnapshots(database),
    outcomes: postgresOutcomes(database),
    feedback: postgresFeedback(database),
    evaluator: new ThreadEvaluator(),
    readSecret: () => '',
    clock: { ...systemClock, wallMs: () => Date.now() + wallAheadMs },
    random: Math.random,
    log: createLogger('test', { level: 'silent' }),
    intervalMs: 50,
  });
  const url = await gateway.listen(0, '127.0.0.1');
  const client = new OpenAI({ apiKey: SECRET, baseURL: `${url}/v1`, maxRetries: 0 });
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { within: '10s', what: 'a ready gateway' });
  const made = { id, gateway, url, client };
  replicas.push(made);
  return made;
}

async function armOf({ client }: Replica): Promise<string | null> {
  const messages = [{ role: 'user' as const, content: 'Where is my order?' }];
  const { response } = await client.chat.completions.create({ model: ROUTE, messages }).withResponse();
  return response.headers.get('x-tidegate-arm');
}

const serves = (one: Replica, arm: string): Promise<unknown> =>
  waitFor(async () => (await armOf(one)) === arm, { within: '15s', what: `${one.id} serving ${arm}` });

async function published(exposure: typeof EXPOSED | { readonly kind: 'withdraw' }): Promise<number> {
  sequence += 1;
  const result = await publish(store.database, release, { sequence, generation, exposure });
  if (!result.published) throw new Error(result.reason);
  ({ generation } = result);
  return result.snapshotVersion;
}

test('while the store is slow rather than down, stable is served once the lease is over, and nothing is lost', async () => {
  const one = await replica('gw_slow');
  await published(EXPOSED);
  await serves(one, 'candidate');
  let answered = 0;
  await store.database.begin(async (transaction) => {
    // Whoever asks for these waits, as long as this goes on: connections are there and nothing is refused.
    await transaction`LOCK TABLE replicas, flush_cursors IN ACCESS EXCLUSIVE MODE`;
    await waitFor(
      async () => {
        answered += 1;
        return (await armOf(one)) === 'stable';
      },
      { within: '15s', what: 'stable' },
    );
  });
  await serves(one, 'candidate');
  const stored = async (): Promise<number> => {
    const [row] = await store.database<{ calls: number }[]>`SELECT count(*) AS calls FROM traces`;
    return row?.calls ?? 0;
  };
  await waitFor(async () => (await stored()) > answered, { within: '15s', what: 'every call in the store' });
});

test('replicas whose clocks are minutes apart serve the same, and roll back the same', async () => {
  const [ahead, behind] = [await replica('gw_ahead', MINUTES_10), await replica('gw_behind', -MINUTES_10)];
  await published(EXPOSED);
  await Promise.all([serves(ahead, 'candidate'), serves(behind, 'candidate')]);
  const snapshotVersion = await published({ kind: 'withdraw' });
  await Promise.all([serves(ahead, 'stable'), serves(behind, 'stable')]);
  const shown = await listReplicas(store.database);
  expect(shown.map(({ appliedSnapshot }) => appliedSnapshot)).toEqual([snapshotVersion, snapshotVersion]);
});

test('a rollback while replicas come and go is over for all of them: those that go, those that come', async () => {
  behaviours.set('gpt-5-nano', behaviourSchema.parse({ latencyMs: { p50: 700, p99: 710 } }));
  const going = await replica('gw_going');
  await published(EXPOSED);
  const answer = waitFor(async () => (await armOf(going)) === 'candidate', { within: '15s', what: 'the candidate' });
  await answer;
  const underWay = armOf(going);
  await waitFor(
    async () => (await (await fetch(`${going.url}/metrics`)).text()).includes('tidegate_gateway_open_calls 1'),
    {
      within: '5s',
      what: 'a call under way',
    },
  );
  replicas.splice(replicas.indexOf(going), 1);
  const closed = going.gateway.close();
  const withdrawn = published({ kind: 'withdraw' });
  const coming = await replica('gw_coming');
  const snapshotVersion = await withdrawn;
  // What it had begun it ended, and it took its leave.
  expect(await underWay).toBe('candidate');
  await closed;
  await serves(coming, 'stable');
  await waitFor(
    async () => {
      const live = await listReplicas(store.database);
      return live.length === 1 && live[0]?.appliedSnapshot === snapshotVersion;
    },
    { within: '10s', what: 'one replica, on the newest snapshot' },
  );
  for (let call = 0; call < 20; call += 1) expect(await armOf(coming)).toBe('stable');
  behaviours.set('gpt-5-nano', behaviourSchema.parse({ latencyMs: { p50: 0, p99: 0 } }));
});

test('a snapshot with a field that a replica does not know is refused, and the last good one kept', async () => {
  const one = await replica('gw_older');
  const before = (await listReplicas(store.database))[0]?.appliedSnapshot;
  await store.database.begin(async (transaction) => {
    await transaction`UPDATE route_versions SET config = config || '{"fieldOfALaterVersion": true}'`;
    await transaction`UPDATE snapshot_head SET version = version + 1`;
    await transaction`UPDATE routes SET changed_at_snapshot = (SELECT version FROM snapshot_head)`;
  });
  const failures = async (): Promise<number> =>
    Number(/^tidegate_gateway_store_failures\S* (\d+)/m.exec(await (await fetch(`${one.url}/metrics`)).text())?.[1]);
  const seen = await failures();
  await waitFor(async () => (await failures()) > seen || Number.isNaN(seen), {
    within: '10s',
    what: 'a refused snapshot',
  });
  expect(await armOf(one)).toBe('stable');
  const shown = await listReplicas(store.database);
  expect(shown.every(({ appliedSnapshot }) => appliedSnapshot === before)).toBe(true);
});

test('a column and a table that a later version adds do not disturb a replica that serves', async () => {
  const one = await replica('gw_old');
  await store.database.unsafe(
    'ALTER TABLE routes ADD COLUMN later text; ALTER TABLE traces ADD COLUMN later text; CREATE TABLE later (id int)',
  );
  await published(EXPOSED);
  await serves(one, 'candidate');
  await waitFor(async () => (await store.database`SELECT FROM traces WHERE arm = 'candidate'`).length > 0, {
    within: '10s',
    what: 'a trace of it',
  });
  await published({ kind: 'withdraw' });
  await serves(one, 'stable');
});
