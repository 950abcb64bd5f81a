import { afterEach, describe, expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { waitFor } from '../support/wait-for.ts';
import { QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, frame, jsonAnswer, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  raw = undefined;
});

const FALLBACK = { provider: 'spare', model: 'fallback-model' };
const NO_RETRIES = { retries: { attempts: 0 } };
const ask = (stream = false) => world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream });
const metric = async (name: string): Promise<string | undefined> =>
  (await (await fetch(`${world.url}/metrics`)).text()).split('\n').find((line) => line.startsWith(name));

async function askTimes(count: number): Promise<void> {
  for (let asked = 0; asked < count; asked += 1) await ask();
}

describe('a target that keeps failing is left alone', () => {
  test('the fallback answers at once, and the target is asked again when it is well', async () => {
    world = await World.given({
      stable: { ...NO_RETRIES, fallbacks: [FALLBACK], breaker: { consecutiveFailures: 3, openMs: 200 } },
    });
    world.behaves('stable-model', { errorRate: 1 });
    await askTimes(10);
    expect(world.provider.calls.get('stable-model')?.calls).toBeLessThan(10);
    expect(await metric('tidegate_gateway_breaker_skips_total')).toMatch(/route="support-agent",arm="stable"/);
    expect(Number((await metric('tidegate_gateway_breaker_openings_total'))?.split(' ')[1])).toBeGreaterThan(0);
    const skipped = (await world.recorded(20)).filter(({ errorType }) => errorType === 'circuit_open');
    expect(skipped.length).toBeGreaterThan(0);
    expect(skipped[0]).toMatchObject({ status: 0, fallbackTarget: 'spare/fallback-model', retries: 0 });

    world.behaves('stable-model', {});
    const answeredBy = async (): Promise<string> => {
      const answer = await ask();
      return 'model' in answer ? answer.model : '';
    };
    await waitFor(async () => (await answeredBy()) === 'stable-model', { within: '10s', what: 'the target back' });
    expect(await answeredBy()).toBe('stable-model');
    expect(await metric('tidegate_gateway_breakers_open')).toBe('tidegate_gateway_breakers_open 0');
  });

  test('one that nobody can stand in for is asked all the same', async () => {
    world = await World.given({ stable: { ...NO_RETRIES, breaker: { consecutiveFailures: 1, openMs: 60_000 } } });
    world.behaves('stable-model', { errorRate: 1 });
    for (let asked = 0; asked < 5; asked += 1) await expect(ask()).rejects.toMatchObject({ status: 500 });
    expect(world.provider.calls.get('stable-model')?.calls).toBe(5);
  });

  test('streams that break count against it', async () => {
    raw = await RawProvider.that((socket) => {
      socket.write(STREAM_HEAD);
      socket.write(frame(token('half')), () => socket.destroy());
    });
    world = await World.given({
      providerUrl: raw.url,
      stable: { ...NO_RETRIES, fallbacks: [FALLBACK], breaker: { consecutiveFailures: 2, openMs: 60_000 } },
    });
    const read = async (): Promise<string> => {
      const answer = await ask(true);
      let text = '';
      if (!('choices' in answer)) for await (const chunk of answer) text += chunk.choices[0]?.delta.content ?? '';
      return text;
    };
    for (let asked = 0; asked < 2; asked += 1) await expect(read()).rejects.toThrow(/connection/);
    expect(await read()).toContain('the tide');
  });
});

describe('a breaker hides nothing from the evidence', () => {
  const BREAKER = { breaker: { consecutiveFailures: 3, openMs: 60_000 } };

  test('calls that it kept from the candidate are failures of the candidate', async () => {
    world = await World.given({ rollout: { weight: 1 }, stable: { ...NO_RETRIES, ...BREAKER } });
    world.behaves('candidate-model', { errorRate: 1 });
    await askTimes(12);
    await world.recorded(24);
    expect(world.provider.calls.get('candidate-model')?.calls).toBe(3);
    expect(world.statistics('candidate').rates).toMatchObject({
      error_rate: { trials: 12, events: 12 },
      fallback_rate: { trials: 12, events: 12 },
    });
    expect(world.statistics('stable').requests).toBe(0);
  });

  test('and so are those of stable: an incident on both arms shows on both', async () => {
    world = await World.given({ rollout: { weight: 0 }, stable: { ...NO_RETRIES, ...BREAKER, fallbacks: [FALLBACK] } });
    world.behaves('stable-model', { errorRate: 1 });
    await askTimes(8);
    await world.recorded(16);
    expect(world.provider.calls.get('stable-model')?.calls).toBe(3);
    expect(world.statistics('stable').rates['error_rate']).toEqual({ trials: 8, events: 8 });
  });

  test('and it ends on both: the candidate is asked again once stable has been answered', async () => {
    world = await World.given({
      rollout: { weight: 1 },
      stable: { ...NO_RETRIES, breaker: { consecutiveFailures: 3, openMs: 1 } },
      candidate: BREAKER,
    });
    for (const model of ['candidate-model', 'stable-model']) world.behaves(model, { errorRate: 1 });
    for (let asked = 0; asked < 4; asked += 1) await expect(ask()).rejects.toThrow(/^[45]\d\d/);
    for (const model of ['candidate-model', 'stable-model']) world.behaves(model, {});
    await askTimes(2);
    const { response } = await ask().withResponse();
    expect(response.headers.get('x-tidegate-arm')).toBe('candidate');
  });

  test('a candidate that fails does not take their common target away from stable', async () => {
    const isCandidate = (body: string): boolean => body.includes('candidate prompt');
    raw = await RawProvider.that((socket: Socket, index) => {
      const fails = isCandidate(raw?.requests[index] ?? '');
      socket.write(fails ? jsonAnswer(500, { error: { message: 'no' } }) : jsonAnswer(200, COMPLETION));
    });
    world = await World.given({
      providerUrl: raw.url,
      rollout: { weight: 1 },
      stable: { ...NO_RETRIES, ...BREAKER, fallbacks: [FALLBACK] },
      candidate: {
        provider: 'simulated',
        model: 'stable-model',
        prompt: { name: 'p', version: '2', system: 'candidate prompt' },
      },
    });
    for (let asked = 0; asked < 8; asked += 1) expect((await ask()) as object).toMatchObject({ model: 'raw' });
    expect(raw.requests.filter(isCandidate)).toHaveLength(3);
  });
});

test('retries cannot become a storm: beyond the reserve they are a share of the calls, and what is denied is counted', async () => {
  world = await World.given({
    stable: { retries: { attempts: 5, budget: 0 }, breaker: 'off', fallbacks: [FALLBACK] },
  });
  world.behaves('stable-model', { errorRate: 1 });
  await Promise.all(Array.from({ length: 60 }, () => ask()));
  // Sixty calls and ten retries, and one more for each second that they took.
  expect(world.provider.calls.get('stable-model')?.calls).toBeLessThan(60 + 10 + 30);
  expect(await metric('tidegate_gateway_retries_denied_total')).toMatch(/arm="stable"/);
});
