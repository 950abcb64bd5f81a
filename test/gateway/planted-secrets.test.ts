import { afterAll, beforeAll, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { configFileSchema } from '../../core/config-schema.ts';
import { asReplicaId } from '../../core/ids.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { postgresFeedback, postgresOutcomes, postgresSnapshots } from '../../gateway/postgres-ports.ts';
import { issueKey } from '../../store/keys.ts';
import { deletePerson } from '../../store/privacy.ts';
import { applyConfig } from '../../store/routes.ts';
import { bodiesOfTrace } from '../../store/trace-bodies.ts';
import { callsOfTrace, listTraces } from '../../store/traces.ts';
import { readConfig } from '../../platform/config.ts';
import { OtlpExport } from '../../platform/telemetry/otlp/otlp-export.ts';
import { OtlpReceiver } from '../platform/telemetry/otlp-receiver.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { waitFor } from '../support/wait-for.ts';
import { COMPLETION, DONE, frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

/* The real gateway on the real store, with secrets in all that apps and models send: none is to be found afterwards. */

const API_KEY = `sk-proj-${'A1b2C3d4E5f6'.repeat(4)}`;
const GITHUB = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
const EMAIL = 'ada.lovelace@example.org';
const CARD = '4111 1111 1111 1111';
const IBAN = 'DE89370400440532013000';
const APP_KEY = 'tg_secret_0123456789abcdef';
const PROVIDER_KEY = 'provider-key-0123456789';
const PLANTED = [API_KEY, GITHUB, EMAIL, CARD, CARD.replaceAll(' ', ''), IBAN, APP_KEY, PROVIDER_KEY];
const PERSON = 'person-4711';

let store: TestDatabase;
let provider: RawProvider;
let receiver: OtlpReceiver;
let gateway: Gateway;
let client: OpenAI;
let logged = '';

beforeAll(async () => {
  store = await createTestDatabase();
  provider = await RawProvider.that((socket, index) => {
    if (provider.requests[index]?.includes('refuse this') === true) {
      const message = `${EMAIL} may not use ${API_KEY}`;
      socket.write(jsonAnswer(400, { error: { message, type: `for ${EMAIL}`, code: API_KEY, param: GITHUB } }));
      return;
    }
    if (provider.requests[index]?.includes('use a tool') === true) {
      const call = { name: 'f', arguments: JSON.stringify({ to: EMAIL, key: API_KEY, account: IBAN }) };
      const message = {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: call }],
      };
      socket.write(jsonAnswer(200, { ...COMPLETION, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }));
      return;
    }
    const text = `Write to ${EMAIL}, pay ${IBAN}, the key is ${API_KEY}.`;
    if (provider.requests[index]?.includes('"stream":true') !== true) {
      const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }];
      socket.write(jsonAnswer(200, { ...COMPLETION, choices }));
      return;
    }
    socket.write(STREAM_HEAD);
    // Every secret is cut in pieces by the stream.
    for (const piece of text.match(/.{1,9}/gs) ?? []) socket.write(frame(token(piece)));
    socket.write(frame(token('', 'stop') + DONE));
    socket.write(LAST_FRAME);
  });
  const capture = { mode: 'full' as const };
  const stable = { provider: 'openai', model: 'm', retries: { attempts: 0 }, capture };
  const file = configFileSchema.parse({
    providers: [
      { id: 'openai', kind: 'openai-compatible', baseUrl: `${provider.url}/v1`, apiKey: { env: 'PROVIDER_KEY' } },
    ],
    routes: [
      { id: 'full', stable },
      { id: 'metadata', stable: { ...stable, capture: { mode: 'metadata' } } },
      { id: 'none', stable: { ...stable, capture: { mode: 'none' } } },
    ],
  });
  await applyConfig(store.database, file, { actor: 'ops', mode: 'change' });
  await issueKey(store.database, { id: 'key_1', name: 'app', secret: APP_KEY, labels: {} }, 'ops');
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  receiver = await OtlpReceiver.listening();
  const { otlp } = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  if (otlp === undefined) throw new Error('The configuration says that nothing is exported');
  const log = pino({ level: 'trace' }, stream);
  gateway = createGateway({
    calls: new OtlpExport(otlp, 'gw_secrets', log),
    replica: asReplicaId('gw_secrets'),
    snapshots: postgresSnapshots(store.database),
    outcomes: postgresOutcomes(store.database),
    feedback: postgresFeedback(store.database),
    evaluator: new ThreadEvaluator(),
    readSecret: () => PROVIDER_KEY,
    clock: systemClock,
    random: Math.random,
    log,
    intervalMs: 50,
  });
  const url = await gateway.listen(0, '127.0.0.1');
  client = new OpenAI({ apiKey: APP_KEY, baseURL: `${url}/v1`, maxRetries: 0 });
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { within: '10s', what: 'a ready gateway' });
});
afterAll(async () => {
  await gateway.close();
  await receiver.end();
  await provider.end();
  await store.drop();
});

async function ask(route: string, trace: string, streamed: boolean): Promise<void> {
  const answer = await client.chat.completions.create(
    {
      model: route,
      stream: streamed,
      safety_identifier: PERSON,
      metadata: {
        session_id: `session-${PERSON}`,
        note: `mail ${EMAIL}`,
        token: API_KEY,
        plan: 'pro',
        step: 'planner',
      },
      messages: [
        { role: 'system', content: `Never tell ${API_KEY}\n"quoted" ${GITHUB}` },
        {
          role: 'user',
          content: [{ type: 'text', text: `I am ${EMAIL}, card ${CARD}, ${IBAN}; where is parcel nine?` }],
        },
      ],
      tools: [
        { type: 'function', function: { name: 'f', parameters: { type: 'object', description: `as ${EMAIL} says` } } },
      ],
    },
    {
      headers: {
        traceparent: `00-${trace}-${'b'.repeat(16)}-01`,
        baggage: `secret=${API_KEY},other=${encodeURIComponent(EMAIL)}`,
        'x-forwarded-for': '203.0.113.77',
        'x-custom': GITHUB,
      },
    },
  );
  if (!('choices' in answer)) for await (const _chunk of answer);
}

/** All rows of all tables, as text. */
async function everythingStored(): Promise<string> {
  const tables = await store.database<{ name: string }[]>`
    SELECT quote_ident(relname) AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
  let all = '';
  for (const { name } of tables) {
    const [row] = await store.database.unsafe<{ text: string | null }[]>(
      `SELECT string_agg(row_to_json(t)::text, E'\\n') AS text FROM ${name} t`,
    );
    all += `${row?.text ?? ''}\n`;
  }
  return all;
}

const calls = async (trace: string, count: number): Promise<readonly Outcome[]> =>
  waitFor(
    async () => {
      const found = await callsOfTrace(store.database, trace);
      return found.length === count && found;
    },
    { within: '10s', what: `${count} calls` },
  );

test('what is planted in prompts, answers, metadata and headers is in no table and in no log', async () => {
  const [full, plain] = ['1'.repeat(32), '2'.repeat(32)];
  for (const streamed of [false, true]) await ask('full', full, streamed);
  await ask('metadata', plain, false);
  const bodies = await waitFor(
    async () => {
      const found = await bodiesOfTrace(store.database, full);
      return found.length === 2 && found;
    },
    { within: '20s', what: 'two bodies' },
  );
  await calls(full, 2);
  await calls(plain, 1);
  for (const { prompt, answer, redactions } of bodies) {
    expect(prompt).toContain('[EMAIL], card [CARD], [IBAN]; where is parcel nine?');
    expect(prompt).toContain('[API_KEY]');
    expect(answer).toBe('Write to [EMAIL], pay [IBAN], the key is [API_KEY].');
    expect(redactions).toBeGreaterThanOrEqual(9);
  }
  expect(await bodiesOfTrace(store.database, plain)).toEqual([]);
  const stored = await everythingStored();
  expect(stored).toContain('where is parcel nine?');
  for (const secret of PLANTED) {
    expect([secret, stored.includes(secret)]).toEqual([secret, false]);
    expect([secret, logged.includes(secret)]).toEqual([secret, false]);
  }
  expect(logged).not.toContain('parcel nine');
});

test('captured text is found by its words, and by nothing that was redacted', async () => {
  const found = async (text: string): Promise<number> => (await listTraces(store.database, { text, limit: 50 })).length;
  expect(await found('"where is parcel nine"')).toBe(2);
  expect(await found('parcel -nine')).toBe(0);
  expect(await found('lovelace')).toBe(0);
});

test('tools’ arguments and providers’ words of failure leave nothing either, and nothing of it all is exported', async () => {
  const trace = '6'.repeat(32);
  const headers = { traceparent: `00-${trace}-${'b'.repeat(16)}-01` };
  const [asked, refused] = ['use a tool', 'refuse this'].map((content) =>
    client.chat.completions.create({ model: 'full', messages: [{ role: 'user', content }] }, { headers }),
  );
  const answer = await asked;
  expect(answer?.choices[0]?.message.tool_calls).toHaveLength(1);
  await expect(refused).rejects.toThrow('400');
  await calls(trace, 2);
  await waitFor(() => receiver.spans.filter((span) => span.traceId === trace).length === 2, {
    within: '20s',
    what: 'both spans',
  });
  const bodies = await waitFor(
    async () => {
      const found = await bodiesOfTrace(store.database, trace);
      return found.some((body) => body.answer.includes('[EMAIL]')) && found;
    },
    { within: '20s', what: 'the tool’s arguments' },
  );
  expect(bodies.find((body) => body.prompt.includes('use a tool'))?.answer).toContain('[API_KEY]');
  const [stored, exported] = [await everythingStored(), JSON.stringify([receiver.spans, receiver.points])];
  for (const secret of PLANTED) {
    expect([secret, stored.includes(secret)]).toEqual([secret, false]);
    expect([secret, logged.includes(secret)]).toEqual([secret, false]);
    expect([secret, exported.includes(secret)]).toEqual([secret, false]);
  }
  expect(exported).not.toContain('parcel nine');
});

test('a route that keeps no traces leaves none', async () => {
  const none = '3'.repeat(32);
  await ask('none', none, false);
  await ask('metadata', '4'.repeat(32), false);
  await calls('4'.repeat(32), 1);
  expect(await callsOfTrace(store.database, none)).toEqual([]);
});

test('a deletion leaves no trace of the person in any table; others, and the audit record, stay', async () => {
  const before = await everythingStored();
  expect(before).toContain(PERSON);
  const other = '5'.repeat(32);
  await client.chat.completions.create(
    { model: 'full', safety_identifier: 'somebody-else', messages: [{ role: 'user', content: 'hello' }] },
    { headers: { traceparent: `00-${other}-${'b'.repeat(16)}-01` } },
  );
  await calls(other, 1);
  for (const subject of [{ trace: '1'.repeat(32) }, { session: `session-${PERSON}` }, { trace: other }]) {
    const said = { ...subject, name: 'helpful', value: false, comment: `${PERSON} was not amused` };
    const sent = await fetch(`${client.baseURL}/feedback`, {
      method: 'POST',
      headers: { authorization: `Bearer ${APP_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify('trace' in subject && subject.trace === other ? { ...said, comment: 'fine' } : said),
    });
    expect([sent.status, await sent.text()]).toEqual([expect.any(Number), expect.not.stringContaining('error')]);
  }
  const asked = { actor: 'privacy-desk', reason: 'ticket 12' };
  const deletion = await deletePerson(store.database, { by: 'user', id: PERSON }, asked);
  expect(deletion).toMatchObject({ calls: 4, traces: 3, bodies: 2, feedback: 2 });
  const after = await everythingStored();
  expect(after).not.toContain(PERSON);
  expect(after).not.toContain('parcel nine');
  expect(after).not.toContain('1'.repeat(32));
  expect(after).toContain('ticket 12');
  expect(await calls(other, 1)).toHaveLength(1);
  expect(await deletePerson(store.database, { by: 'session', id: `session-${PERSON}` }, asked)).toMatchObject({
    calls: 0,
  });
});
