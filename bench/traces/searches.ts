import type { Database } from '../../store/database.ts';
import { callsOfTrace, listTraces, summarizeSteps, type TraceFilter } from '../../store/traces.ts';
import { createPartitions } from '../../store/partitions.ts';
import type { BenchStore } from './store.ts';

const DAYS = 10;
const DAY_MS = 86_400_000;
const TIMES = 5;
const PAGE = 50;

/** What searches take among so many calls of ten days. */
export async function* searches({ database }: BenchStore, rows: number): AsyncGenerator<string> {
  const begun = performance.now();
  await fill(database, rows);
  yield `search: among ${rows.toLocaleString('en')} calls of ${DAYS} days (made in ${((performance.now() - begun) / 1_000).toFixed(0)} s), first pages of ${PAGE}`;
  const from = new Date(Date.now() - DAY_MS);
  const filters: readonly (readonly [string, Omit<TraceFilter, 'limit'>])[] = [
    ['newest of all', {}],
    ['of a route', { route: 'fill-3' }],
    ['of a route and version', { route: 'fill-3', routeVersion: 2 }],
    ['of a release', { releaseId: 'rel_fill' }],
    ['failed, of a route', { route: 'fill-3', end: 'error' }],
    ['of a cohort, of a route', { route: 'fill-3', label: { name: 'tenant', value: 'tenant-7' } }],
    ['of a user', { user: 'user-77' }],
    ['of a session', { session: 'session-777' }],
    ['dear ones of a day', { minCostUsd: 0.0099, from }],
    ['slow ones of a route', { route: 'fill-3', minLatencyMs: 995 }],
    ['nothing at all, of a route', { route: 'fill-3', step: 'nowhere' }],
  ];
  for (const [name, filter] of filters) {
    const ms = await best(() => listTraces(database, { ...filter, limit: PAGE }));
    yield `  ${name.padEnd(28)} ${ms.toFixed(1).padStart(8)} ms`;
  }
  const [one] = await listTraces(database, { limit: 1 });
  yield `  ${'one trace'.padEnd(28)} ${(await best(() => callsOfTrace(database, one?.traceId ?? ''))).toFixed(1).padStart(8)} ms`;
  yield `  ${'steps of a route, one day'.padEnd(28)} ${(await best(() => summarizeSteps(database, { route: 'fill-3', from }))).toFixed(1).padStart(8)} ms`;
}

/** The median of a few. */
async function best(search: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < TIMES; turn += 1) {
    const begun = performance.now();
    await search();
    times.push(performance.now() - begun);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(TIMES / 2)] ?? Number.NaN;
}

async function fill(database: Database, rows: number): Promise<void> {
  await createPartitions(database, 'traces', new Date(Date.now() - DAYS * DAY_MS), DAYS + 1);
  const [{ stored } = { stored: 0 }] = await database<{ stored: number }[]>`
    SELECT count(*) AS stored FROM traces WHERE route LIKE 'fill-%'`;
  if (stored >= rows) return;
  await database`
    INSERT INTO traces (started_at, trace_id, span_id, request_id, route, route_version, release_id, arm, weight, step,
      session, user_id, labels, key_id, operation, provider, request_model, response_id, streamed, status, error_type,
      timed_out, latency_ms, prompt_tokens, completion_tokens, cost_usd, finish_reason, retries, cache, counted, details)
    SELECT now() - ${DAYS} * interval '1 day' * (i::double precision / ${rows}), md5((i / 5)::text), substr(md5(i::text), 1, 16),
      'req_' || md5(i::text), 'fill-' || i % 10, 1 + i % 2, CASE WHEN i % 20 = 0 THEN 'rel_fill' END,
      CASE WHEN i % 4 = 0 THEN 'candidate' ELSE 'stable' END, 0.25, 'step-' || i % 5, 'session-' || i % 100000,
      'user-' || i % 50000, jsonb_build_object('tenant', 'tenant-' || i % 100, 'plan', 'pro'), 'key_1', 'chat', 'openai',
      'gpt-5-mini', 'chatcmpl-' || i, true, CASE WHEN i % 97 = 0 THEN 500 ELSE 200 END,
      CASE WHEN i % 97 = 0 THEN 'server_error' END, false, i % 1000, 1200, 180, (i % 1000) / 100000.0, 'stop', 0, 'off',
      true, '{"evaluations": {}}'
    FROM generate_series(1, ${rows}) i`;
  await database`ANALYZE traces`;
}
