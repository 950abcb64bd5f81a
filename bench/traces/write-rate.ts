import { setImmediate as breathe } from 'node:timers/promises';
import { asReplicaId } from '../../core/ids.ts';
import { Collector } from '../../gateway/outcome/collector.ts';
import { createLogger } from '../../platform/log.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { nextCall, ROLLOUT } from './calls.ts';
import type { BenchStore } from './store.ts';

const REPLICAS = 2;
const MOST_WAITING = 5_000;

/** How many calls a second two replicas write for so long: traces, statistics by cohort, and sums by trace. */
export async function* writeRate(store: BenchStore, seconds: number): AsyncGenerator<string> {
  const { database } = store;
  let written = 0;
  const log = createLogger('bench', { level: 'silent' });
  const collectors = Array.from({ length: REPLICAS }, (_, index) => {
    const write = async (flush: Parameters<typeof writeFlush>[1]): Promise<void> => {
      await writeFlush(database, flush);
      written += flush.traces.length;
    };
    return new Collector({ replica: asReplicaId(`bench_${index}`), writer: { write }, log, intervalMs: 10 });
  });
  for (const collector of collectors) collector.start();
  // The making of calls is the benchmark's own work: what it takes is taken off.
  const makingUs = makingCost();
  const cpuBefore = process.cpuUsage();
  const serverBefore = store.processorMs();
  const begun = performance.now();
  let added = 0;
  while (performance.now() - begun < seconds * 1_000) {
    for (const collector of collectors) {
      for (let index = 0; index < 50 && added - written < MOST_WAITING; index += 1) {
        collector.add(nextCall(), ROLLOUT);
        added += 1;
      }
    }
    await breathe();
  }
  const inTime = written;
  const tookSeconds = (performance.now() - begun) / 1_000;
  for (const collector of collectors) await collector.stop(60_000);
  const { user, system } = process.cpuUsage(cpuBefore);
  const serverAfter = store.processorMs();
  const clientUs = (user + system) / added - makingUs;
  const serverUs = (((serverAfter ?? Number.NaN) - (serverBefore ?? Number.NaN)) * 1_000) / added;
  const dropped = collectors.reduce((sum, { counts }) => sum + counts.droppedTraces, 0);
  const [size] = await database<{ bytes: number; stored: number }[]>`
    SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'traces'::regclass)::bigint AS bytes,
      (SELECT count(*) FROM traces) AS stored`;
  const stored = size?.stored ?? 0;
  yield `write: ${Math.round(inTime / tookSeconds)} calls/s sustained for ${tookSeconds.toFixed(0)} s by ${REPLICAS} replicas of one process`;
  yield `  processor time a call: ${clientUs.toFixed(0)} µs in the gateway, ${serverUs.toFixed(0)} µs in Postgres: two cores of their own hold ${Math.round(2e6 / (clientUs + serverUs))} calls/s`;
  yield `  ${Math.round((size?.bytes ?? 0) / stored)} bytes a call on disk, indexes included`;
  yield `  ${added} added, ${stored} stored, ${dropped} dropped`;
}

const MADE = 20_000;

/** Processor time of making one call, µs. */
function makingCost(): number {
  for (let made = 0; made < MADE; made += 1) nextCall();
  const before = process.cpuUsage();
  for (let made = 0; made < MADE; made += 1) nextCall();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / MADE;
}
