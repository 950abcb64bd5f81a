import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asReleaseId, asReplicaId, asRouteId, asTraceId } from '../../core/ids.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { callsOfTrace, listTraces, summarizeSteps, type TraceFilter } from '../../store/traces.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
});
afterAll(() => store.drop());

const START = Date.parse('2026-11-20T10:00:00Z');
let flushes = 0;
let spans = 0;

async function given(...outcomes: Outcome[]): Promise<void> {
  flushes += 1;
  const flush = { replica: asReplicaId('gw_1'), sequence: flushes, statistics: [], pairs: [], traces: outcomes };
  await writeFlush(store.database, flush);
}

function call(change: Partial<Outcome> = {}): Outcome {
  spans += 1;
  return {
    requestId: `req_${spans}`,
    traceId: asTraceId(spans.toString(16).padStart(32, '0')),
    spanId: spans.toString(16).padStart(16, '0'),
    startedAtMs: START + spans,
    route: asRouteId('support-agent'),
    routeVersion: 1,
    arm: 'stable',
    weight: 0.1,
    labels: { tenant: 'acme' },
    provider: 'openai',
    requestModel: 'gpt-5-mini',
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

const found = async (filter: Omit<TraceFilter, 'limit'>): Promise<string[]> =>
  (await listTraces(store.database, { ...filter, limit: 50 })).map(({ requestId }) => requestId);

test('a call comes back from the store with every field that was recorded, and none that was not', async () => {
  const full: Required<Omit<Outcome, 'untraced'>> = {
    ...call(),
    parentSpanId: 'f'.repeat(16),
    policyVersion: 'pol-7',
    guardrails: [
      { name: 'pii', stage: 'pre', mode: 'redact', verdict: 'redacted', durationMs: 1.5, findings: { email: 1 } },
    ],
    promptName: 'support\tbot\n"quoted" \\N',
    promptVersion: '2026-11-01',
    releaseId: asReleaseId('rel_full'),
    labels: { tenant: 'größe 🌊', plan: 'a=b' },
    session: 'session-1',
    user: 'user-1',
    step: 'planner',
    unitPoint: 0.25,
    keyId: 'key_1',
    operation: 'chat',
    responseModel: 'gpt-5-mini-2026-08-07',
    responseId: 'chatcmpl-1',
    errorType: 'invalid_answer',
    ttftMs: 12.5,
    tokensPerSecond: 80,
    abandoned: true,
    usage: { promptTokens: 10, completionTokens: 5, cachedPromptTokens: 4, reasoningTokens: 3, estimated: true },
    costUsd: 0.000_012_5,
    finishReason: 'stop',
    refused: false,
    fallbackTarget: 'azure/gpt-4o',
    budgetWarnings: ['trace calls: 2 calls of 3 calls'],
    evaluations: { schema_invalid: 'fail' },
  };
  const bare = call();
  await given(full, bare);
  expect(await callsOfTrace(store.database, full.traceId)).toEqual([full]);
  expect(await callsOfTrace(store.database, bare.traceId)).toEqual([bare]);
});

test('calls are found by everything that a person would ask for', async () => {
  const route = 'search-me';
  const at = { route: asRouteId(route) };
  const plain = call(at);
  const other = call({
    ...at,
    routeVersion: 2,
    arm: 'candidate',
    releaseId: asReleaseId('rel_2'),
    step: 'retriever',
    session: 's-2',
    user: 'u-2',
    labels: { plan: 'pro' },
    costUsd: 0.5,
    latencyMs: 4_000,
  });
  const failed = call({ ...at, status: 500, errorType: 'server_error' });
  const late = call({ ...at, status: 0, errorType: 'timeout', timedOut: true });
  const broken = call({ ...at, status: 200, errorType: 'invalid_answer' });
  await given(plain, other, failed, late, broken);
  const searches: [Omit<TraceFilter, 'limit'>, Outcome[]][] = [
    [{}, [broken, late, failed, other, plain]],
    [{ routeVersion: 2 }, [other]],
    [{ arm: 'candidate' }, [other]],
    [{ releaseId: 'rel_2' }, [other]],
    [{ step: 'retriever' }, [other]],
    [{ session: 's-2' }, [other]],
    [{ user: 'u-2' }, [other]],
    [{ label: { name: 'plan', value: 'pro' } }, [other]],
    [{ minCostUsd: 0.1 }, [other]],
    [{ minLatencyMs: 1_000 }, [other]],
    [{ maxLatencyMs: 1_000 }, [broken, late, failed, plain]],
    [{ end: 'ok' }, [other, plain]],
    [{ end: 'error' }, [broken, late, failed]],
    [{ end: 'timeout' }, [late]],
    [{ status: 500 }, [failed]],
    [{ errorType: 'invalid_answer' }, [broken]],
    [{ from: new Date(failed.startedAtMs) }, [broken, late, failed]],
    [{ to: new Date(other.startedAtMs) }, [plain]],
    [{ traceId: late.traceId }, [late]],
  ];
  for (const [filter, expected] of searches) {
    expect([filter, await found({ route, ...filter })]).toEqual([filter, expected.map(({ requestId }) => requestId)]);
  }
});

test('pages follow each other without a gap, also where many calls began in the same millisecond', async () => {
  const route = asRouteId('pages');
  const calls = Array.from({ length: 25 }, () => call({ route, startedAtMs: START }));
  await given(...calls);
  const seen: string[] = [];
  let after: TraceFilter['after'];
  for (let pages = 0; pages < 10; pages += 1) {
    const page = await listTraces(store.database, { route, after, limit: 4 });
    seen.push(...page.map(({ requestId }) => requestId));
    const last = page.at(-1);
    after = last && { startedAtMs: last.startedAtMs, spanId: last.spanId };
    if (page.length < 4) break;
  }
  expect(seen).toEqual(calls.map(({ requestId }) => requestId).toReversed());
});

test('the steps of agents’ tasks are summed by arm: calls, cost and latency', async () => {
  const route = asRouteId('agent');
  const [one, two] = [asTraceId('a'.repeat(32)), asTraceId('b'.repeat(32))];
  await given(
    call({ route, traceId: one, step: 'planner', costUsd: 0.1, latencyMs: 100 }),
    call({ route, traceId: one, step: 'planner', costUsd: 0.2, latencyMs: 300 }),
    call({ route, traceId: two, step: 'planner', latencyMs: 200, status: 500 }),
    call({ route, traceId: two, arm: 'candidate' }),
  );
  expect(await summarizeSteps(store.database, { route })).toEqual([
    {
      step: 'planner',
      arm: 'stable',
      calls: 3,
      traces: 2,
      failed: 1,
      latencyP50Ms: 200,
      latencyP95Ms: 290,
      costUsd: expect.closeTo(0.3) as unknown,
    },
    {
      step: null,
      arm: 'candidate',
      calls: 1,
      traces: 1,
      failed: 0,
      latencyP50Ms: 100,
      latencyP95Ms: 100,
      costUsd: null,
    },
  ]);
});
