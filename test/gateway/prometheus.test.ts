import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import type { RequestHandler } from 'express';
import { controlMetrics } from '../../control/metrics.ts';
import { QUESTION, ROUTE, World } from './given.ts';

let world: World;
const scraped = new Map<string, string>();
beforeAll(async () => {
  world = await World.given({ rollout: { weight: 0.5 } });
  for (const stream of [false, true]) {
    const answer = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream });
    if (!('choices' in answer)) for await (const _chunk of answer);
  }
  await world.recorded(2);
  scraped.set('gateway', await (await fetch(`${world.url}/metrics`)).text());
  scraped.set('control', await controlScrape());
});
afterAll(() => world.end());

async function controlScrape(): Promise<string> {
  const { answer } = controlMetrics({
    watchers: () => 2,
    store: async () => ({ releases: [], replicas: [], costAlerts: [] }),
  });
  return new Promise((resolve) => {
    const response = { set: () => response, send: resolve };
    void (answer as unknown as (...of: [unknown, unknown, unknown]) => ReturnType<RequestHandler>)(
      {},
      response,
      undefined,
    );
  });
}

test.each(['gateway', 'control'])('the names of the %s’s metrics follow the conventions', (process) => {
  const text = scraped.get(process) ?? '';
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => ({ name, type }));
  const helped = new Set([...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name));
  expect(types.length).toBeGreaterThan(10);
  for (const { name, type } of types) {
    expect({ name, total: name.endsWith('_total'), helped: helped.has(name) }).toEqual({
      name,
      total: type === 'counter',
      helped: true,
    });
  }
});

const promtool = spawnSync('promtool', ['--version']).status === 0;
const withPromtool = promtool ? test.each : test.skip.each;
withPromtool(['gateway', 'control'])('promtool finds nothing wrong with the metrics of the %s', (process) => {
  const check = spawnSync('promtool', ['check', 'metrics'], { input: scraped.get(process) });
  expect([check.stderr.toString(), check.stdout.toString(), check.status]).toEqual(['', '', 0]);
});
