import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { ReleaseMetrics, type StoreFigures } from '../../control/release-metrics.ts';

const FIGURES: StoreFigures = {
  releases: [
    { route: 'chat', status: 'held', ended: false, releases: 1, weight: 0.05 },
    { route: 'chat', status: 'completed', ended: true, releases: 3, weight: 1 },
  ],
  replicas: [{ live: true }, { live: true }, { live: false }],
  costAlerts: [],
};

/** What is scraped, by series; without comments. */
async function scraped(read: () => Promise<StoreFigures>, times = 1): Promise<readonly string[]> {
  const registry = new Registry();
  const metrics = new ReleaseMetrics(registry, read);
  for (let time = 0; time < times; time += 1) await metrics.refresh();
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith('tidegate'));
}

test('releases and replicas are told as the store knows them, however often one asks', async () => {
  const expected = [
    'tidegate_control_store_failures_total 0',
    'tidegate_control_open_releases{route="chat",status="held"} 1',
    'tidegate_control_release_weight_ratio{route="chat"} 0.05',
    'tidegate_control_releases_ended_total{route="chat",status="completed"} 3',
    'tidegate_control_releases_ended_total{route="chat",status="rolled_back"} 0',
    'tidegate_control_releases_ended_total{route="chat",status="aborted"} 0',
    'tidegate_control_replicas{state="live"} 2',
    'tidegate_control_replicas{state="silent"} 1',
  ];
  const ofReleases = (lines: readonly string[]) => lines.filter((line) => !line.includes('cost_alerts'));
  expect(ofReleases(await scraped(async () => FIGURES))).toEqual(expected);
  expect(ofReleases(await scraped(async () => FIGURES, 3))).toEqual(expected);
});

test('a store that fails leaves these figures out and is counted', async () => {
  const answers = [async () => FIGURES, () => Promise.reject(new Error('away'))];
  const lines = await scraped(() => answers.shift()?.() ?? Promise.reject(new Error('asked too often')), 2);
  expect(lines).toEqual(['tidegate_control_store_failures_total 1']);
});

test('scrapes at one time share one reading', async () => {
  let readings = 0;
  const metrics = new ReleaseMetrics(new Registry(), async () => {
    readings += 1;
    return FIGURES;
  });
  await Promise.all([metrics.refresh(), metrics.refresh()]);
  expect(readings).toBe(1);
});

test('alerts on costs are counted by what there can be, from 0 on', async () => {
  const costAlerts = [{ kind: 'drift' as const, what: 'cost_per_call', alerts: 2 }];
  const lines = await scraped(async () => ({ ...FIGURES, costAlerts }), 2);
  expect(lines).toContain('tidegate_control_cost_alerts_total{kind="drift",what="cost_per_call"} 2');
  expect(lines).toContain('tidegate_control_cost_alerts_total{kind="budget",what="will_exceed"} 0');
});
