import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONFIG, startTestControl, type TestControl } from './test-control.ts';

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl();
  await control.call('POST', '/configuration', { body: CONFIG });
});
afterAll(() => control.close());

const release = (change: object) => ({ route: 'support-agent', candidate: { model: 'sim-small' }, ...change });

describe('bad input gets one clear sentence that says what to do', () => {
  test.each([
    ['an unknown route', release({ route: 'nobody' }), 404, /There is no route "nobody": see tidegate route list/],
    ['a weight of 1.4', release({ plan: { ramp: [{ weight: 1.4 }] } }), 400, /plan\.ramp\[0\]\.weight: a share lies between 0 and 1: write 0\.05 for 5 %/],
    ['weights that fall', release({ plan: { ramp: [{ weight: 0.5 }, { weight: 0.2 }] } }), 400, /weights must rise.*0\.2 follows 0\.5/],
    ['a weight in a union', release({ plan: { canary: { weight: 2 } } }), 400, /plan\.canary\.weight: a share lies between 0 and 1/],
    ['an unknown metric', release({ gates: [{ metric: 'eror_rate', maxIncrease: 0.1 }] }), 400, /gates\[0\]\.metric: unknown metric "eror_rate": use one of error_rate/],
    ['a gate without a bound', release({ gates: [{ metric: 'error_rate' }] }), 400, /a gate needs maxIncrease, maxRatio, limit or limitMs/],
    ['a misspelt field', release({ canidate: {} }), 400, /"canidate"/],
    ['a duration without a unit', release({ plan: { bake: { duration: '30' } } }), 400, /plan\.bake\.duration: a duration is a number and a unit, such as 90s/],
    ['no route', { candidate: { model: 'x' } }, 400, /route/],
    ['a candidate like stable', release({ candidate: { model: 'sim-large' } }), 400, /the same as stable \(version 1\): nothing to release/],
    ['an unknown provider', release({ candidate: { provider: 'nobody' } }), 400, /no provider "nobody": use one of simulated, or add it with tidegate apply/],
    ['no object', [1], 400, /The body is not valid/],
  ])('%s', async (_what, body, status, sentence) => {
    const answer = await control.call('POST', '/releases', { body });
    expect(answer.body.detail).toMatch(sentence);
    expect(answer.body.detail).not.toMatch(/\n/);
    expect(answer.status).toBe(status);
  });

  test('a body that is not JSON', async () => {
    const answer = await control.call('POST', '/releases', { body: '{"route": ' });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body.detail).toMatch(/^The body is not valid JSON/);
  });

  test('a body of another type', async () => {
    const answer = await control.call('POST', '/releases', { body: 'route: x', headers: { 'content-type': 'text/yaml' } });
    expect(answer).toMatchObject({ status: 415 });
  });

  test('a body that is too large', async () => {
    const answer = await control.call('POST', '/configuration', { body: { x: 'y'.repeat(9_000_000) } });
    expect(answer).toMatchObject({ status: 413 });
  });

  test('an unknown query parameter, limit and trace id', async () => {
    expect((await control.call('GET', '/routes?limt=3')).body.detail).toMatch(/limt/);
    expect((await control.call('GET', '/routes?limit=0')).body.errors[0].path).toBe('limit');
    expect((await control.call('GET', '/traces?trace=xyz')).body.detail).toMatch(/32 lower-case hexadecimal digits/);
    expect((await control.call('GET', '/traces')).body.detail).toMatch(/Name a route, a release or a trace/);
  });

  test('an unknown path and another method', async () => {
    expect((await control.call('GET', '/nothing')).status).toBe(404);
    const answer = await control.call('DELETE', '/routes');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('HEAD, GET');
  });

  test('an unknown release', async () => {
    for (const call of ['', '/events', '/observations']) {
      expect((await control.call('GET', `/releases/rel_nobody${call}`)).status).toBe(404);
    }
    const answer = await control.call('POST', '/releases/rel_nobody/approve');
    expect(answer.body.detail).toBe('There is no release "rel_nobody": see tidegate release list');
  });

  test('a configuration whose route names a provider that is not there', async () => {
    const body = { routes: [{ id: 'x', stable: { provider: 'nobody', model: 'm' } }] };
    expect((await control.call('POST', '/configuration', { body })).body.detail).toMatch(
      /Route "x" names the provider "nobody", which is not there: add it under providers/,
    );
  });

  test('a secret in the place of a reference', async () => {
    const body = { providers: [{ id: 'p', kind: 'openai-compatible', baseUrl: 'https://x.test', apiKey: 'sk-123' }] };
    const answer = await control.call('POST', '/configuration', { body });
    expect(answer.body.detail).toMatch(/providers\[0\]\.apiKey/);
    expect(answer.body.detail).not.toContain('sk-123');
  });
});
