import type { Arm } from '../core/release/arm.ts';
import type { Database, Queryable } from './database.ts';

/** What an arm did and cost during a release. */
export interface ArmTotals {
  readonly arm: Arm;
  readonly calls: number;
  readonly failed: number;
  /** Over the calls whose cost is known; null where none is. */
  readonly costUsd: number | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
}

export async function armTotals(database: Queryable, releaseId: string): Promise<readonly ArmTotals[]> {
  return database<ArmTotals[]>`
    SELECT arm, count(*) AS calls, count(*) FILTER (WHERE status NOT BETWEEN 200 AND 299 OR error_type IS NOT NULL) AS failed,
      sum(cost_usd) AS "costUsd", sum(prompt_tokens) AS "promptTokens", sum(completion_tokens) AS "completionTokens"
    FROM traces WHERE release_id = ${releaseId} GROUP BY arm ORDER BY arm`;
}

/** What was said of an arm under one name. */
export interface FeedbackTotals {
  readonly name: string;
  readonly arm: string;
  readonly said: number;
  readonly bad: number;
}

export async function feedbackTotals(database: Queryable, releaseId: string): Promise<readonly FeedbackTotals[]> {
  return database<FeedbackTotals[]>`
    SELECT name, arm, count(*) AS said, count(*) FILTER (WHERE bad) AS bad FROM feedback
    WHERE release_id = ${releaseId} AND bad IS NOT NULL GROUP BY name, arm ORDER BY name, arm`;
}

/** One call as a report shows it: what it came to, and its redacted texts where they were captured. */
export interface ExampleCall {
  readonly traceId: string;
  readonly spanId: string;
  readonly startedAt: Date;
  readonly arm: Arm;
  readonly model: string;
  readonly status: number;
  readonly errorType: string | null;
  readonly latencyMs: number;
  readonly costUsd: number | null;
  readonly completionTokens: number | null;
  readonly finishReason: string | null;
  readonly evaluations: Readonly<Record<string, 'pass' | 'fail'>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly prompt: string | null;
  readonly answer: string | null;
}

export interface Example {
  readonly candidate: ExampleCall;
  /** Stable's answer to the same prompt where it was mirrored, else a call of the same time and tenant. */
  readonly stable: ExampleCall | null;
  readonly samePrompt: boolean;
}

const NEAR_MS = 600_000;

/** The candidate's calls that show best what a metric says against it, worst first, each beside one of stable's. */
export async function worstCalls(
  database: Database,
  releaseId: string,
  metric: string,
  limit: number,
): Promise<readonly Example[]> {
  const order = worstBy(database, metric);
  if (order === undefined) return [];
  const rows = await database<{ candidate: RawCall; stable: RawCall | null; samePrompt: boolean | null }[]>`
    SELECT ${callJson(database, 'c')} AS candidate, s.call AS stable, s.same AS "samePrompt"
    FROM (
      SELECT t.* FROM traces t WHERE t.release_id = ${releaseId} AND t.arm IN ('candidate', 'shadow') AND ${order.condition}
      ORDER BY (EXISTS (SELECT 1 FROM trace_bodies b WHERE b.trace_id = t.trace_id AND b.span_id = t.span_id)) DESC,
        ${order.worst}, t.started_at DESC LIMIT ${limit}
    ) c
    LEFT JOIN LATERAL (
      SELECT ${callJson(database, 'o')} AS call, o.request_id = c.request_id AS same FROM traces o
      WHERE o.release_id = ${releaseId} AND o.arm = 'stable' AND o.counted
        AND o.started_at BETWEEN c.started_at - ${NEAR_MS} * interval '1 millisecond'
          AND c.started_at + ${NEAR_MS} * interval '1 millisecond'
      ORDER BY (o.request_id = c.request_id) DESC, (o.labels->>'tenant' IS NOT DISTINCT FROM c.labels->>'tenant') DESC,
        abs(extract(epoch FROM o.started_at - c.started_at)) LIMIT 1
    ) s ON true`;
  return rows.map(({ candidate, stable, samePrompt }) => ({
    candidate: read(candidate),
    stable: stable === null ? null : read(stable),
    samePrompt: samePrompt === true,
  }));
}

type RawCall = Omit<ExampleCall, 'startedAt'> & { readonly startedAtMs: number };

function read({ startedAtMs, ...call }: RawCall): ExampleCall {
  return { ...call, startedAt: new Date(startedAtMs) };
}

type Fragment = ReturnType<Queryable>;

function callJson(database: Queryable, alias: 'c' | 'o'): Fragment {
  const of = (column: string): Fragment => database`${database(`${alias}.${column}`)}`;
  return database`jsonb_build_object('traceId', ${of('trace_id')}, 'spanId', ${of('span_id')},
    'startedAtMs', 1000 * extract(epoch FROM ${of('started_at')}), 'arm', ${of('arm')},
    'model', coalesce(${of('response_model')}, ${of('request_model')}), 'status', ${of('status')},
    'errorType', ${of('error_type')}, 'latencyMs', ${of('latency_ms')}, 'costUsd', ${of('cost_usd')},
    'completionTokens', ${of('completion_tokens')}, 'finishReason', ${of('finish_reason')},
    'evaluations', coalesce(${of('details')}->'evaluations', '{}'), 'labels', ${of('labels')},
    'prompt', (SELECT left(b.prompt, 4000) FROM trace_bodies b WHERE b.trace_id = ${of('trace_id')} AND b.span_id = ${of('span_id')} LIMIT 1),
    'answer', (SELECT left(b.answer, 4000) FROM trace_bodies b WHERE b.trace_id = ${of('trace_id')} AND b.span_id = ${of('span_id')} LIMIT 1))`;
}

/** Which calls a metric holds against the candidate, and which are the worst; `undefined` where no single call shows it. */
function worstBy(database: Queryable, metric: string): { condition: Fragment; worst: Fragment } | undefined {
  const failing = (condition: Fragment): { condition: Fragment; worst: Fragment } => ({
    condition,
    worst: database`1`,
  });
  const most = (column: Fragment): { condition: Fragment; worst: Fragment } => ({
    condition: database`${column} IS NOT NULL`,
    worst: database`${column} DESC`,
  });
  const evaluator = metric === 'schema_invalid_rate' ? 'schema_invalid' : /^eval_fail_rate:(.+)$/.exec(metric)?.[1];
  if (evaluator !== undefined) {
    return failing(database`(t.details->'evaluations'->>${evaluator} = 'fail' OR ${saidBad(database, metric)})`);
  }
  if (metric.startsWith('latency_')) return most(database`t.latency_ms`);
  if (metric.startsWith('ttft_')) return most(database`t.ttft_ms`);
  if (metric.startsWith('cost_')) return most(database`t.cost_usd`);
  if (metric === 'prompt_tokens') return most(database`t.prompt_tokens`);
  if (metric === 'completion_tokens') return most(database`t.completion_tokens`);
  switch (metric) {
    case 'error_rate':
      return failing(database`(t.status NOT BETWEEN 200 AND 299 OR t.error_type IS NOT NULL)`);
    case 'timeout_rate':
      return failing(database`t.timed_out`);
    case 'retry_rate':
      return failing(database`t.retries > 0`);
    case 'fallback_rate':
      return failing(database`t.fallback_target IS NOT NULL`);
    case 'truncation_rate':
      return failing(database`t.finish_reason = 'length'`);
    case 'refusal_rate':
      return failing(database`(t.details->>'refused')::boolean`);
    case 'thumbs_down_rate':
    case 'task_failure_rate':
    case 'escalation_rate':
    case 'abandon_rate':
    case 'override_rate':
      return failing(saidBad(database, metric));
    default:
      return undefined;
  }
}

function saidBad(database: Queryable, metric: string): Fragment {
  return database`EXISTS (SELECT 1 FROM feedback f WHERE f.trace_id = t.trace_id AND f.span_id = t.span_id
    AND f.metric = ${metric} AND f.bad)`;
}
