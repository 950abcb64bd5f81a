import { setTimeout as delay } from 'node:timers/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { asReplicaId } from '../../core/ids.ts';
import { Collector } from '../../gateway/outcome/collector.ts';
import { createLogger } from '../../platform/log.ts';
import { readEvidence, writeFlush } from '../../store/outcomes.ts';
import { nextCall, ROLLOUT } from './calls.ts';
import type { BenchStore } from './store.ts';

const CALLS_PER_SECOND = 2_000;
const TICK_MS = 20;

/** What a replica under load loses while the store is away for so long: of the counts nothing, of traces what finds no room. */
export async function* outage(store: BenchStore, seconds: number): AsyncGenerator<string> {
  const { database } = store;
  const before = await counted(store);
  const collector = new Collector({
    replica: asReplicaId('bench_outage'),
    writer: { write: (flush) => writeFlush(database, flush) },
    log: createLogger('bench', { level: 'silent' }),
  });
  collector.start();
  const stalls = monitorEventLoopDelay({ resolution: 5 });
  stalls.enable();
  let added = await load(collector, 2);
  const stopping = store.stop();
  added += await load(collector, seconds);
  await stopping;
  const starting = store.start();
  added += await load(collector, 2);
  await starting;
  stalls.disable();
  await collector.stop(60_000);
  const seen = (await counted(store)) - before;
  const { droppedTraces, failedFlushes } = collector.counts;
  yield `outage: the store away for ${seconds} s under ${CALLS_PER_SECOND} calls/s, ${failedFlushes} writes failed`;
  yield `  ${added} calls, ${seen} in the statistics, ${added - seen} lost; ${added - droppedTraces} traces stored, ${droppedTraces} dropped and counted`;
  yield `  the event loop stood still for ${(stalls.percentile(99) / 1e6).toFixed(0)} ms at the 99th percentile`;
  if (seen !== added) throw new Error('Counts were lost');
}

async function load(collector: Collector, seconds: number): Promise<number> {
  const begun = performance.now();
  let added = 0;
  for (;;) {
    const elapsedMs = performance.now() - begun;
    if (elapsedMs > seconds * 1_000) return added;
    for (const due = (elapsedMs / 1_000) * CALLS_PER_SECOND; added < due; added += 1)
      collector.add(nextCall(), ROLLOUT);
    await delay(TICK_MS);
  }
}

async function counted({ database }: BenchStore): Promise<number> {
  const { arms } = await readEvidence(database, ROLLOUT.releaseId, {}, 1_000_000);
  return arms.filter(({ cohort }) => cohort === 'all').reduce((sum, { statistics }) => sum + statistics.requests, 0);
}
