import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { configFileSchema } from '../../core/config-schema.ts';
import { asReplicaId } from '../../core/ids.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { postgresFeedback, postgresOutcomes, postgresSnapshots } from '../../gateway/postgres-ports.ts';
import { createLogger } from '../../platform/log.ts';
import { BehaviourBook } from '../../simulator/provider/behaviour.ts';
import { createSimulatedProvider } from '../../simulator/provider/provider.ts';
import { listFeedback } from '../../store/feedback.ts';
import { joinFeedback } from '../../store/feedback-joins.ts';
import { issueKey } from '../../store/keys.ts';
import { applyConfig } from '../../store/routes.ts';
import { ROUTE } from '../store/given.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { waitFor } from '../support/wait-for.ts';

/* POST /v1/feedback, by the client that apps use, on the real store. */

const provider = createSimulatedProvider({ behaviours: new BehaviourBook(), seed: 1 });
let store: TestDatabase;
let gateway: Gateway;
let client: OpenAI;
const SECRET = 'tg_secret_0123456789';

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
    replica: asReplicaId('gw_feedback'),
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
  await provider.close();
  await store.drop();
});

const give = (body: object) =>
  client.post<{ data: { object: string; id: string; status: string }[] }>('/feedback', { body });

test('an answer is rated by its id, and the rating finds its call', async () => {
  const answer = await client.chat.completions.create({ model: ROUTE, messages: [{ role: 'user', content: 'Hi' }] });
  const comment = 'wrong price, write to ada@example.com';
  const { data } = await give({ response: answer.id, name: 'thumbs', value: 'down', comment, source: 'user' });
  expect(data).toEqual([{ object: 'feedback', id: expect.stringMatching(/^fb_\d+$/), status: 'taken' }]);
  const joined = await waitFor(
    async () => {
      await store.database`UPDATE feedback SET next_try_at = clock_timestamp()`;
      await joinFeedback(store.database);
      return (await listFeedback(store.database, { limit: 1 })).find(({ state }) => state === 'joined');
    },
    { within: '10s', what: 'the joined rating' },
  );
  expect(joined).toMatchObject({
    name: 'thumbs',
    value: 'down',
    comment: 'wrong price, write to [EMAIL]',
    route: ROUTE,
    arm: 'stable',
    givenBy: 'key key_1',
    counted: false,
    why: 'no release had the route',
  });
});

test('many come in one request, and the same again is known', async () => {
  const feedback = [
    { session: 's-1', name: 'task', value: 'completed' },
    { id: 'mine-7', session: 's-1', name: 'helpful', value: 0.4, passes: 0.7, source: 'judge-9' },
    { session: 's-1', name: 'comment', comment: 'nice' },
  ];
  expect((await give({ feedback })).data.map(({ status }) => status)).toEqual(['taken', 'taken', 'taken']);
  expect((await give({ feedback })).data.map(({ status }) => status)).toEqual(['known', 'known', 'known']);
});

describe('what can not be taken is refused in one sentence', () => {
  test.each([
    [{ name: 'thumbs', value: 'up' }, 'give trace, response or session'],
    [{ trace: 'abc', name: 'thumbs', value: 'up' }, 'a trace id is 32 lower-case hexadecimal digits'],
    [{ session: 's', name: 'thumbs', value: 'sideways' }, 'the value of "thumbs" is "up" or "down"'],
    [{ session: 's', name: 'helpful' }, '"helpful" needs a value'],
    [{ session: 's', name: 'helpful', value: 'pass', extra: 1 }, 'extra'],
    [{ session: 's', name: 'comment', comment: 'x'.repeat(5_000) }, 'comment'],
    [{ feedback: [] }, 'feedback'],
    [{ feedback: Array(101).fill({ session: 's', name: 'n', value: true }) }, 'feedback'],
  ])('case %#', async (body, sentence) => {
    const error = await rejectionOf(give(body));
    expect(error).toMatchObject({ status: 400, code: 'invalid_feedback' });
    expect(String(error)).toContain(sentence);
  });

  test('a request without a key, and one that is too large', async () => {
    const unknown = new OpenAI({ apiKey: 'tg_other', baseURL: client.baseURL, maxRetries: 0 });
    expect(await rejectionOf(unknown.post('/feedback', { body: {} }))).toMatchObject({ status: 401 });
    expect(await rejectionOf(give({ session: 's', name: 'n', value: 'x'.repeat(300_000) }))).toMatchObject({
      status: 413,
    });
  });
});
