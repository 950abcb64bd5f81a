import { asReleaseId, asReplicaId, asRouteId, asTraceId } from '../../../core/ids.ts';
import type { CapturedBody } from '../../../core/llm/flush.ts';
import type { Outcome } from '../../../core/llm/outcome.ts';
import type { UsageHour } from '../../../core/llm/usage.ts';
import type { Database } from '../../../store/database.ts';
import { writeFlush } from '../../../store/outcomes.ts';

/* Calls as replicas write them, for the pages that show them. */

/** An agent's task: a plan, a call of the candidate that stable answered, and one that was mirrored. */
export const TASK = '4bf92f3577b34da6a3ce929d0e0e4736';
/** A mirrored call whose answers carry what would be markup, were it not text. */
export const HOSTILE = '00000000000000000000000000badbad';

export const MARKUP = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
let sequence = 0;

type Given = Partial<Outcome> & Pick<Outcome, 'traceId' | 'spanId'> & { readonly agoMs: number };

function call({ agoMs, ...given }: Given): Outcome {
  const answered = given.errorType === undefined;
  return {
    requestId: `req_${given.spanId}`,
    startedAtMs: Date.now() - agoMs,
    route: asRouteId('support-agent'),
    routeVersion: 1,
    arm: 'stable',
    weight: 0.25,
    labels: { tenant: 'acme' },
    provider: 'openai',
    requestModel: 'gpt-5-mini',
    responseModel: 'gpt-5-mini-2026-08-07',
    streamed: true,
    status: 200,
    timedOut: false,
    latencyMs: 1_840,
    ...(answered && {
      ttftMs: 410,
      usage: { promptTokens: 1_204, completionTokens: 212 },
      costUsd: 0.00241,
      finishReason: 'stop',
    }),
    retries: 0,
    cache: 'off',
    evaluations: { schema: 'pass' },
    counted: true,
    ...given,
  };
}

function body({ traceId, spanId, startedAtMs }: Outcome, user: string, answer: string): CapturedBody {
  const messages = [
    { role: 'system', content: 'You are the support agent of Acme. Answer in three sentences at most.' },
    { role: 'user', content: user },
  ];
  return {
    traceId,
    spanId,
    startedAtMs,
    prompt: JSON.stringify({ messages }),
    answer,
    truncated: false,
    redactions: 1,
  };
}

/** Writes a few traces of the release, their bodies, and two hours of use. */
export async function tellCalls(database: Database, release: string): Promise<void> {
  const releaseId = asReleaseId(release);
  const [task, hostile] = [asTraceId(TASK), asTraceId(HOSTILE)];
  const candidate = {
    arm: 'candidate',
    routeVersion: 3,
    requestModel: 'gpt-5-nano',
    responseModel: 'gpt-5-nano',
  } as const;
  const shadow = { ...candidate, arm: 'shadow', counted: true } as const;
  const plan = call({
    traceId: task,
    spanId: 'a000000000000001',
    agoMs: 52_000,
    step: 'planner',
    latencyMs: 2_310,
    releaseId,
  });
  const failed = call({
    ...candidate,
    traceId: task,
    spanId: 'a000000000000002',
    parentSpanId: plan.spanId,
    agoMs: 49_400,
    step: 'look up order',
    status: 503,
    errorType: 'upstream_unavailable',
    latencyMs: 620,
    evaluations: {},
    releaseId,
  });
  const instead = call({
    traceId: task,
    spanId: 'a000000000000003',
    parentSpanId: failed.spanId,
    agoMs: 48_700,
    step: 'look up order',
    latencyMs: 1_420,
    fallbackTarget: 'stable',
    counted: false,
    releaseId,
  });
  const answer = call({
    traceId: task,
    spanId: 'a000000000000004',
    agoMs: 47_000,
    step: 'answer',
    latencyMs: 3_900,
    releaseId,
  });
  const mirrored = call({
    ...shadow,
    traceId: task,
    spanId: 'a000000000000005',
    parentSpanId: answer.spanId,
    agoMs: 46_990,
    step: 'answer',
    latencyMs: 1_210,
    ttftMs: 190,
    costUsd: 0.00093,
    evaluations: { schema: 'fail' },
    releaseId,
  });
  const said = call({
    traceId: hostile,
    spanId: 'b000000000000001',
    agoMs: 20_000,
    releaseId,
    user: MARKUP,
    step: MARKUP,
  });
  const echoed = call({
    ...shadow,
    traceId: hostile,
    spanId: 'b000000000000002',
    parentSpanId: said.spanId,
    agoMs: 19_990,
    releaseId,
  });
  const question = 'My order 1042 has not come yet. Can I have my money back? My mail is [email].';
  await flush(database, {
    traces: [plan, failed, instead, answer, mirrored, said, echoed],
    bodies: [
      body(
        answer,
        question,
        'I am sorry that your order 1042 is late. It left our warehouse on Monday and should arrive by Friday. If it has not come by then, I will refund you in full.',
      ),
      body(
        mirrored,
        question,
        'I am sorry about order 1042. It left our warehouse on Monday and should arrive by Friday. Refunds are not possible.',
      ),
      body(said, MARKUP, `Of course: ${MARKUP}`),
      body(echoed, MARKUP, `Here you are: ${MARKUP} <b>bold</b>`),
    ],
  });
  const others = Array.from({ length: 24 }, (_, index) => {
    const id = (0xc0 + index).toString(16);
    return call({
      ...(index % 4 === 0 ? candidate : {}),
      traceId: asTraceId(id.padStart(32, '0')),
      spanId: id.padStart(16, '0'),
      agoMs: MINUTE_MS * (2 + index),
      latencyMs: 900 + 173 * (index % 9),
      ...(index === 6 ? { status: 504, errorType: 'timeout', timedOut: true, latencyMs: 60_000 } : {}),
      releaseId,
    });
  });
  await flush(database, { traces: others, usage: usage() });
}

function usage(): UsageHour[] {
  const hourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const of = (route: string, calls: number, failed: number, costUsd: number, hoursAgo = 0): UsageHour => ({
    hourMs: hourMs - hoursAgo * HOUR_MS,
    route,
    routeVersion: 1,
    arm: 'stable',
    keyId: '',
    tenant: 'acme',
    team: '',
    calls,
    failed,
    cacheLookups: calls,
    cacheHits: Math.round(calls * 0.18),
    costed: calls,
    costUsd,
    metered: calls,
    promptTokens: calls * 1_204,
    completionTokens: calls * 212,
  });
  return [
    of('support-agent', 18_240, 204, 43.9),
    of('support-agent', 16_020, 160, 39.1, 26),
    of('summarise-ticket', 4_120, 0, 6.2),
    of('classify-intent', 52_400, 12, 1.93),
  ];
}

async function flush(
  database: Database,
  given: { traces: Outcome[]; bodies?: CapturedBody[]; usage?: UsageHour[] },
): Promise<void> {
  sequence += 1;
  await writeFlush(database, { replica: asReplicaId('gw_calls'), sequence, statistics: [], pairs: [], ...given });
}
