import { afterEach, expect, test } from '@jest/globals';
import { asReleaseId, asReplicaId, asRouteId, asTraceId } from '../../core/ids.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { addStatistics, EMPTY_STATISTICS } from '../../core/llm/statistics.ts';
import type { Rollout } from '../../core/route/snapshot.ts';
import { routeVersionSchema } from '../../core/route/version-schema.ts';
import { Collector } from '../../gateway/outcome/collector.ts';
import { createLogger } from '../../platform/log.ts';
import { waitFor } from '../support/wait-for.ts';
import { MemoryOutcomes } from './memory.ts';

const rollout: Rollout = {
  releaseId: asReleaseId('rel_1'),
  stage: 'canary',
  weight: 0.1,
  mirrorRate: 0,
  cohortBy: ['tenant'],
  candidate: { number: 2, config: routeVersionSchema.parse({ provider: 'p', model: 'm' }) },
};

let collector: Collector;
afterEach(() => collector.stop(100));

function givenCollector(writer: MemoryOutcomes, maxTraces = 1_000): Collector {
  const log = createLogger('test', { level: 'silent' });
  collector = new Collector({ replica: asReplicaId('gw_1'), writer, log, intervalMs: 10, maxTraces });
  collector.start();
  return collector;
}

function outcome(change: Partial<Outcome> = {}): Outcome {
  return {
    requestId: 'req_1',
    traceId: asTraceId('0'.repeat(32)),
    spanId: '0'.repeat(16),
    startedAtMs: 0,
    route: asRouteId('support-agent'),
    routeVersion: 1,
    arm: 'candidate',
    weight: 0.1,
    labels: { tenant: 'acme' },
    provider: 'p',
    requestModel: 'm',
    streamed: false,
    status: 200,
    timedOut: false,
    latencyMs: 100,
    retries: 0,
    cache: 'off',
    evaluations: {},
    counted: true,
    ...change,
  };
}

const total = (writer: MemoryOutcomes, cohort: string): number =>
  writer.flushes
    .flatMap(({ statistics }) => statistics)
    .filter((entry) => entry.cohort === cohort)
    .reduce((sum, entry) => addStatistics(sum, entry.statistics), EMPTY_STATISTICS).requests;

test('a flush that failed is written again as it was, and what came meanwhile goes into the next one', async () => {
  const writer = new MemoryOutcomes();
  writer.broken = new Error('connection lost');
  givenCollector(writer).add(outcome(), rollout);
  await waitFor(() => writer.tries.length >= 3, { within: '2s' });
  collector.add(outcome(), rollout);
  collector.add(outcome(), rollout);
  expect(new Set(writer.tries).size).toBe(1);
  writer.broken = undefined;
  await waitFor(() => writer.flushes.length === 2, { within: '2s' });
  expect(writer.flushes.map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect(total(writer, 'all')).toBe(3);
  expect(total(writer, 'tenant=acme')).toBe(3);
});

test('statistics are never dropped; traces are, beyond the bound, and counted', async () => {
  const writer = new MemoryOutcomes();
  writer.broken = new Error('down');
  givenCollector(writer, 100);
  for (let count = 0; count < 250; count += 1) collector.add(outcome(), rollout);
  writer.broken = undefined;
  await waitFor(() => total(writer, 'all') === 250, { within: '2s' });
  expect(writer.outcomes.length).toBe(100);
  expect(collector.counts.droppedTraces).toBe(150);
});

test('many traces go out in several flushes, the evidence once', async () => {
  const writer = new MemoryOutcomes();
  givenCollector(writer, 10_000);
  for (let count = 0; count < 1_200; count += 1) collector.add(outcome(), rollout);
  await waitFor(() => writer.outcomes.length === 1_200, { within: '2s' });
  expect(Math.max(...writer.flushes.map(({ traces }) => traces.length))).toBeLessThanOrEqual(500);
  expect(total(writer, 'all')).toBe(1_200);
});

test('a trace that the store refuses does not hold up the evidence for ever', async () => {
  const writer = new MemoryOutcomes();
  writer.broken = Object.assign(new Error('unsupported Unicode escape sequence'), { code: '22P05' });
  const { write } = writer;
  writer.write = async (flush) => {
    if (flush.traces.length === 0) writer.broken = undefined;
    return write.call(writer, flush);
  };
  givenCollector(writer).add(outcome(), rollout);
  await waitFor(() => total(writer, 'all') === 1, { within: '2s' });
  expect(collector.counts.droppedTraces).toBe(1);
});

test('each label has a cohort for its first fifty values, later ones share one', async () => {
  const writer = new MemoryOutcomes();
  givenCollector(writer);
  for (let tenant = 0; tenant < 80; tenant += 1) collector.add(outcome({ labels: { tenant: `t${tenant}` } }), rollout);
  await waitFor(() => total(writer, 'all') === 80, { within: '2s' });
  const cohorts = new Set(writer.flushes.flatMap(({ statistics }) => statistics.map(({ cohort }) => cohort)));
  expect(cohorts.size).toBe(52);
  expect(total(writer, 'tenant=~other')).toBe(30);
  expect(total(writer, 'tenant=t49')).toBe(1);
});

test('calls that are not counted, and calls of routes without a release, are traces only', async () => {
  const writer = new MemoryOutcomes();
  givenCollector(writer).add(outcome({ counted: false }), rollout);
  collector.add(outcome(), undefined);
  await waitFor(() => writer.outcomes.length === 2, { within: '2s' });
  expect(writer.flushes.flatMap(({ statistics }) => statistics)).toEqual([]);
});

test('what is left is written at the end', async () => {
  const writer = new MemoryOutcomes();
  givenCollector(writer).add(outcome(), rollout);
  await collector.stop(1_000);
  expect(total(writer, 'all')).toBe(1);
});

test('what calls used is summed by hour, version, key and tenant, those without a trace among them, and is lost with no crowd', async () => {
  const writer = new MemoryOutcomes();
  givenCollector(writer, 0).add(outcome({ untraced: true, costUsd: 0.5 }), undefined);
  await waitFor(() => writer.flushes.length > 0, { within: '2s' });
  for (let tenant = 0; tenant < 5_000; tenant += 1)
    collector.add(
      outcome({ labels: { tenant: `t${tenant}` }, status: 500, cache: 'hit', startedAtMs: 3_600_001 }),
      undefined,
    );
  await collector.stop(1_000);
  const usage = writer.flushes.flatMap((flush) => flush.usage ?? []);
  expect(usage[0]).toMatchObject({
    hourMs: 0,
    tenant: 'acme',
    calls: 1,
    failed: 0,
    costed: 1,
    costUsd: 0.5,
    metered: 0,
  });
  const later = usage.slice(1);
  expect(later.length).toBe(2_001);
  expect(later.at(-1)).toMatchObject({ hourMs: 3_600_000, tenant: 'other', calls: 3_000 });
  expect(later.reduce((sum, { failed }) => sum + failed, 0)).toBe(5_000);
});
