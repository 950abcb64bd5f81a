import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readConfig } from '../../../platform/config.ts';
import { createLogger } from '../../../platform/log.ts';
import { OtlpExport } from '../../../platform/telemetry/otlp/otlp-export.ts';
import { QUESTION, RELEASE, ROUTE, World } from '../../gateway/given.ts';
import { collectorPath } from '../../../scripts/collector-path.ts';
import { waitFor } from '../../support/wait-for.ts';
import { attributesOf, RunningCollector } from './running-collector.ts';

/* What leaves by OTLP, as the OpenTelemetry Collector itself takes it under the deployment's configuration. */

const path = collectorPath(readConfig().cacheDir);
const withCollector = existsSync(path) ? test : test.skip;

let collector: RunningCollector | undefined;
let world: World | undefined;
beforeAll(async () => {
  if (existsSync(path)) collector = await RunningCollector.running(path);
}, 60_000);
afterAll(async () => {
  await world?.end();
  await collector?.end();
});

/** Everything that the documentation promises of a call, under its names. */
const FIELDS =
  `operation.name provider.name request.model request.stream response.model response.id response.finish_reasons
  response.time_to_first_chunk conversation.id prompt.name prompt.version usage.input_tokens usage.output_tokens`
    .split(/\s+/)
    .map((name) => `gen_ai.${name}`);
const OURS =
  `request.id route.id route.version policy.version release.id arm weight step key.id cache.status retry.count
  cost.usd counted label.tenant label.plan guardrail.secrets`
    .split(/\s+/)
    .map((name) => `tidegate.${name}`);
const OTHERS = [
  'llm.token_count.prompt',
  'llm.token_count.completion',
  'llm.token_count.total',
  'user.id',
  'session.id',
];

withCollector('a real collector finds every field of a call, its evaluations and its metrics', async () => {
  const url = collector?.url ?? '';
  const { otlp } = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  if (otlp === undefined) throw new Error('The configuration says that nothing is exported');
  const version = {
    prompt: { name: 'support', version: '7', system: 'You are kind.' },
    evaluators: [{ kind: 'json-schema' as const, name: 'strict', schema: { type: 'object' } }],
    guardrails: { pre: [{ kind: 'secrets' as const, name: 'secrets', mode: 'redact' as const }] },
  };
  const calls = new OtlpExport(otlp, 'gw_test', createLogger('test', { level: 'silent' }));
  world = await World.given({ rollout: { weight: 1 }, stable: version, calls });
  const traceId = 'c'.repeat(32);
  const stream = await world.client.chat.completions.create(
    {
      model: ROUTE,
      messages: QUESTION,
      stream: true,
      safety_identifier: 'user-1',
      metadata: { session_id: 'session-1', step: 'planner', plan: 'pro' },
    },
    { headers: { traceparent: `00-${traceId}-${'d'.repeat(16)}-01` } },
  );
  for await (const _chunk of stream);
  await world.recorded(1);
  await waitFor(() => (collector?.spans.length ?? 0) > 0, { within: '20s', what: 'a span in the collector' });
  const [span] = collector?.spans ?? [];
  expect(span).toMatchObject({ traceId, parentSpanId: 'd'.repeat(16), name: 'chat candidate-model' });
  const attributes = attributesOf(span?.attributes ?? []);
  expect(Object.keys(attributes)).toEqual(expect.arrayContaining([...FIELDS, ...OURS, ...OTHERS]));
  expect(attributes).toMatchObject({ 'tidegate.release.id': RELEASE, 'tidegate.arm': 'candidate' });
  const [event] = span?.events ?? [];
  expect(event?.name).toBe('gen_ai.evaluation.result');
  expect(attributesOf(event?.attributes ?? [])).toMatchObject({ 'gen_ai.evaluation.name': 'strict' });

  await world.end();
  world = undefined;
  const wanted = ['gen_ai.client.operation.duration', 'gen_ai.client.token.usage', 'tidegate.cost'];
  await waitFor(() => wanted.every((name) => collector?.metrics.includes(name) === true), {
    within: '20s',
    what: 'metrics in the collector',
  });
});

withCollector('of a call that failed it finds why, and who answered in its place', async () => {
  const { otlp } = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector?.url ?? '' });
  if (otlp === undefined) throw new Error('The configuration says that nothing is exported');
  world = await World.given({
    stable: { retries: { attempts: 1 }, fallbacks: [{ provider: 'spare', model: 'fallback-model' }] },
    calls: new OtlpExport(otlp, 'gw_test', createLogger('test', { level: 'silent' })),
  });
  world.behaves('stable-model', { errorRate: 1 });
  await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION });
  const failed = () => collector?.spans.find(({ name }) => name === 'chat stable-model');
  await waitFor(() => failed() !== undefined, { within: '20s', what: 'the failed span in the collector' });
  expect(failed()?.status.code).toBe(2);
  expect(attributesOf(failed()?.attributes ?? [])).toMatchObject({
    'error.type': expect.any(String),
    'http.response.status_code': expect.anything(),
    'tidegate.fallback.target': 'spare/fallback-model',
    'tidegate.retry.count': '1', // 64-bit integers are text in OTLP's JSON
  });
});
