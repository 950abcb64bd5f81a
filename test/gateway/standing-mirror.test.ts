import { afterEach, describe, expect, test } from '@jest/globals';
import type { RouteVersionInput } from '../../core/route/version.ts';
import { waitFor } from '../support/wait-for.ts';
import { QUESTION, RELEASE, ROUTE, World } from './given.ts';

let world: World;
afterEach(() => world.end());

const MIRROR: RouteVersionInput['mirror'] = {
  provider: 'spare',
  model: 'candidate-model',
  rate: 1,
  maxPerSecond: 1_000,
};
const ask = (stream = false) =>
  world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream }).withResponse();
const dropped = async (reason: string): Promise<number> => {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  const line = text
    .split('\n')
    .find((each) => each.startsWith('tidegate_gateway_mirrors_dropped_total') && each.includes(`"${reason}"`));
  return Number(line?.split(' ')[1] ?? 0);
};

describe('a standing mirror rule', () => {
  test.each([false, true])(
    'sends a copy, without a release, into the trace of the request (stream: %s)',
    async (stream) => {
      world = await World.given({ stable: { mirror: { ...MIRROR, params: { temperature: 0.1 } } } });
      const { data, response } = await ask(stream);
      if (!('choices' in data)) for await (const _chunk of data);
      expect(response.headers.get('x-tidegate-arm')).toBe('stable');
      const outcomes = await world.recorded(2);
      const stable = outcomes.find(({ arm }) => arm === 'stable');
      const shadow = outcomes.find(({ arm }) => arm === 'shadow');
      expect(shadow).toMatchObject({
        provider: 'spare',
        requestModel: 'candidate-model',
        routeVersion: 1,
        traceId: stable?.traceId,
        parentSpanId: stable?.spanId,
        labels: { tenant: 'acme' },
        status: 200,
        streamed: stream,
        usage: { promptTokens: expect.any(Number) },
        counted: false,
      });
      expect(shadow?.latencyMs).toBeGreaterThan(0);
      expect(shadow?.releaseId).toBeUndefined();
    },
  );

  test('takes its share', async () => {
    world = await World.given({ stable: { mirror: { ...MIRROR, rate: 0.3 } } });
    await Promise.all(Array.from({ length: 100 }, () => ask()));
    await waitFor(() => world.outcomes.outcomes.length > 105, { within: '10s', what: 'mirrored calls' });
    const calls = world.provider.calls.get('candidate-model')?.calls ?? 0;
    expect(calls).toBeGreaterThan(10);
    expect(calls).toBeLessThan(55);
  });

  test('neither delays nor fails the request, and drops what is beyond its concurrency', async () => {
    world = await World.given({ stable: { mirror: { ...MIRROR, maxConcurrent: 2 } } });
    world.behaves('candidate-model', { hangRate: 1 });
    for (let asked = 0; asked < 5; asked += 1) expect((await ask()).response.status).toBe(200);
    expect(await dropped('concurrency')).toBe(3);
    expect(world.provider.calls.get('candidate-model')?.calls ?? 0).toBeLessThanOrEqual(2);
  });

  test('stops when the money of the day is spent', async () => {
    world = await World.given({ stable: { mirror: { ...MIRROR, provider: 'simulated', maxSpendUsdPerDay: 1e-9 } } });
    await ask();
    await world.recorded(2);
    await ask();
    expect(await dropped('spend')).toBe(1);
    expect(world.provider.calls.get('candidate-model')?.calls).toBe(1);
  });

  test('with a limit on money, stops when the price is not known', async () => {
    world = await World.given({ stable: { mirror: { ...MIRROR, model: 'fallback-model', maxSpendUsdPerDay: 5 } } });
    await ask();
    await world.recorded(2);
    await ask();
    expect(await dropped('no_price')).toBe(1);
  });

  test('gives way to the shadow of a release', async () => {
    world = await World.given({ stable: { mirror: MIRROR }, rollout: { stage: 'shadow', mirrorRate: 1 } });
    await ask();
    expect((await world.recorded(2)).filter(({ arm }) => arm === 'shadow')).toMatchObject([
      { provider: 'candidates', routeVersion: 2, releaseId: RELEASE, counted: true },
    ]);
  });
});

test('a shadow that has spent what it may is not mirrored to any more', async () => {
  world = await World.given({ rollout: { stage: 'shadow', mirrorRate: 1 } });
  await ask();
  await world.recorded(2);
  world.snapshots.mirrorStopped = [RELEASE];
  await world.heartbeats(2);
  await ask();
  await world.recorded(3);
  expect(world.provider.calls.get('candidate-model')?.calls).toBe(1);
  expect(await dropped('spend')).toBe(1);
});
