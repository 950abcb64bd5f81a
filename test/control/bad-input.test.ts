import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CONFIG, startTestControl, type TestControl } from './test-control.ts';

/* Bad input gets one clear sentence that says what to do. */

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl();
  await control.call('applyConfiguration', { body: CONFIG });
});
afterAll(() => control.close());

const release = (change: object) => ({ route: 'support-agent', candidate: { model: 'sim-small' }, ...change });
const plan = (change: object) => release({ plan: change });

test.each([
  ['an unknown route', release({ route: 'nobody' }), 404, /There is no route "nobody": see tidegate route list/],
  [
    'a weight of 1.4',
    plan({ ramp: [{ weight: 1.4 }] }),
    400,
    /plan\.ramp\[0\]\.weight: a share lies between 0 and 1: write 0\.05 for 5 %/,
  ],
  ['a weight in a stage that may be off', plan({ canary: { weight: 2 } }), 400, /plan\.canary\.weight: a share lies/],
  ['falling weights', plan({ ramp: [{ weight: 0.5 }, { weight: 0.2 }] }), 400, /weights must rise.*0\.2 follows 0\.5/],
  ['a duration without a unit', plan({ bake: { duration: '30' } }), 400, /plan\.bake\.duration: .* such as 90s/],
  [
    'an unknown metric',
    release({ gates: [{ metric: 'eror_rate', maxIncrease: 0.1 }] }),
    400,
    /gates\[0\]\.metric: unknown metric "eror_rate": use one of error_rate/,
  ],
  ['a gate without a bound', release({ gates: [{ metric: 'error_rate' }] }), 400, /a gate needs maxIncrease, maxRatio/],
  ['a misspelt field', release({ canidate: {} }), 400, /"canidate"/],
  ['no route', { candidate: { model: 'x' } }, 400, /route/],
  ['a candidate like stable', release({ candidate: { model: 'sim-large' } }), 400, /same as stable \(version 1\)/],
  [
    'an unknown provider',
    release({ candidate: { provider: 'nobody' } }),
    400,
    /no provider "nobody": use one of simulated, or add it with tidegate apply/,
  ],
  ['no object', [1], 400, /The body is not valid/],
  ['no JSON', '{"route": ', 400, /^The body is not valid JSON/],
])('a release with %s', async (_what, body, status, sentence) => {
  const { problem } = await control.call('startRelease', { body });
  expect(problem.detail).toMatch(sentence);
  expect(problem.status).toBe(status);
});

test('a body of another type, and one that is too large', async () => {
  const headers = { 'content-type': 'text/yaml' };
  expect((await control.call('startRelease', { body: 'route: x', headers })).problem.status).toBe(415);
  const body = { x: 'y'.repeat(9_000_000) };
  expect((await control.call('applyConfiguration', { body })).problem.status).toBe(413);
});

test('an unknown query parameter, limit, cursor and trace id', async () => {
  const detailOf = async (id: 'listRoutes' | 'listTraces', query: Record<string, string>) =>
    (await control.call(id, { query })).problem.detail;
  expect(await detailOf('listRoutes', { limt: '3' })).toMatch(/limt/);
  expect(await detailOf('listRoutes', { limit: '0' })).toMatch(/^The query is not valid: limit: /);
  expect(await detailOf('listRoutes', { cursor: 'nonsense' })).toMatch(/nextCursor of the page before/);
  expect(await detailOf('listTraces', { trace: 'xyz' })).toMatch(/32 lower-case hexadecimal digits/);
  expect(await detailOf('listTraces', { cohort: 'acme' })).toMatch(/must look like tenant=acme/);
});

test('an unknown path, and another method', async () => {
  expect((await control.send('GET', '/nothing')).problem.status).toBe(404);
  const answer = await control.send('DELETE', '/routes');
  expect(answer.problem.detail).toBe('/routes does not take DELETE: use GET');
  expect(answer.headers.get('allow')).toBe('HEAD, GET');
});

test('an unknown release', async () => {
  const params = { releaseId: 'rel_nobody' };
  for (const id of ['getRelease', 'watchRelease', 'listObservations', 'approveRelease', 'abortRelease'] as const) {
    const { problem } = await control.call(id, { params });
    expect(problem).toMatchObject({
      status: 404,
      detail: 'There is no release "rel_nobody": see tidegate release list',
    });
  }
});

test('a configuration whose route names a provider that is not there', async () => {
  const body = { routes: [{ id: 'x', stable: { provider: 'nobody', model: 'm' } }] };
  expect((await control.call('applyConfiguration', { body })).problem.detail).toMatch(
    /Route "x" names the provider "nobody", which is not there: add it under providers/,
  );
});

test('a secret in the place of a reference is refused and not repeated', async () => {
  const body = { providers: [{ id: 'p', kind: 'openai-compatible', baseUrl: 'https://x.test', apiKey: 'sk-123' }] };
  const { problem } = await control.call('applyConfiguration', { body });
  expect(problem.detail).toMatch(/providers\[0\]\.apiKey/);
  expect(JSON.stringify(problem)).not.toContain('sk-123');
});

test('a JSON Schema that no answer could be held against', async () => {
  const broken = { type: 'objekt' };
  const stable = {
    provider: 'simulated',
    model: 'm',
    guardrails: {
      post: [
        { kind: 'json-schema', name: 'shape', mode: 'enforce', schema: broken },
        { kind: 'tools', name: 'tools', mode: 'enforce', allowed: [{ name: 'f', arguments: { $ref: '#/nowhere' } }] },
      ],
    },
    evaluators: [{ kind: 'json-schema', name: 'checked', schema: { required: 'everything' } }],
  };
  const applied = await control.call('applyConfiguration', { body: { routes: [{ id: 'x', stable }] } });
  expect(applied.problem.errors?.map(({ path }) => path)).toEqual([
    'routes[0].stable.guardrails.post[0].schema',
    'routes[0].stable.guardrails.post[1].allowed[0].arguments',
    'routes[0].stable.evaluators[0].schema',
  ]);
  expect(applied.problem.detail).toMatch(/no JSON Schema that can be used: schema is invalid/);
  const candidate = { guardrails: { post: [stable.guardrails.post[0]] } };
  const started = await control.call('startRelease', { body: { route: 'support-agent', candidate } });
  expect(started.problem.errors?.map(({ path }) => path)).toEqual(['candidate.guardrails.post[0].schema']);
});
