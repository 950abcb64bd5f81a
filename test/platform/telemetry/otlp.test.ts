import { afterEach, expect, test } from '@jest/globals';
import { readConfig } from '../../../platform/config.ts';
import { createLogger } from '../../../platform/log.ts';
import { OtlpExport } from '../../../platform/telemetry/otlp/otlp-export.ts';
import { QUESTION, RELEASE, ROUTE, World } from '../../gateway/given.ts';
import { waitFor } from '../../support/wait-for.ts';
import { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';

let receiver: OtlpReceiver | undefined;
let world: World | undefined;
afterEach(async () => {
  await world?.end();
  await receiver?.end();
  world = undefined;
  receiver = undefined;
});

const log = createLogger('test', { level: 'silent' });

function exportTo(url: string): OtlpExport {
  const { otlp } = readConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=acme%20corp',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  if (otlp === undefined) throw new Error('The configuration says that nothing is exported');
  return new OtlpExport(otlp, 'gw_test', log);
}

async function spans(count: number): Promise<readonly ReceivedSpan[]> {
  const received = receiver?.spans ?? [];
  await waitFor(() => received.length >= count, { within: '20s', what: `${count} spans` });
  return received;
}

test('a receiver of OTLP finds every field of a call under the names of the conventions, in the app’s own trace', async () => {
  receiver = await OtlpReceiver.listening();
  const calls = exportTo(receiver.url);
  const prompt = { name: 'support', version: '7', system: 'You are kind.' };
  const evaluators = [{ kind: 'json-schema' as const, name: 'strict', schema: { type: 'object' } }];
  world = await World.given({ rollout: { weight: 1 }, stable: { prompt, evaluators }, calls });
  const traceId = 'c'.repeat(32);
  const parent = 'd'.repeat(16);
  const stream = await world.client.chat.completions.create(
    {
      model: ROUTE,
      messages: QUESTION,
      stream: true,
      safety_identifier: 'user-1',
      metadata: { session_id: 'session-1', step: 'planner', plan: 'pro' },
    },
    { headers: { traceparent: `00-${traceId}-${parent}-01` } },
  );
  for await (const _chunk of stream);
  const [outcome] = await world.recorded(1);
  if (outcome === undefined) throw new Error('Nothing was recorded');
  const [span] = await spans(1);
  expect(span).toMatchObject({
    traceId,
    parentSpanId: parent,
    spanId: outcome.spanId,
    name: 'chat candidate-model',
    kind: 3,
    statusCode: 0,
    resource: { 'service.name': 'tidegate-gateway', 'deployment.environment.name': 'test' },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'candidates',
      'gen_ai.request.model': 'candidate-model',
      'gen_ai.request.stream': true,
      'gen_ai.response.model': outcome.responseModel,
      'gen_ai.response.id': outcome.responseId,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': (outcome.ttftMs ?? 0) / 1_000,
      'gen_ai.conversation.id': 'session-1',
      'gen_ai.prompt.name': 'support',
      'gen_ai.prompt.version': '7',
      'gen_ai.usage.input_tokens': outcome.usage?.promptTokens,
      'gen_ai.usage.output_tokens': outcome.usage?.completionTokens,
      'llm.token_count.prompt': outcome.usage?.promptTokens,
      'llm.token_count.completion': outcome.usage?.completionTokens,
      'user.id': 'user-1',
      'tidegate.route.id': ROUTE,
      'tidegate.route.version': 2,
      'tidegate.release.id': RELEASE,
      'tidegate.arm': 'candidate',
      'tidegate.step': 'planner',
      'tidegate.cache.status': 'off',
      'tidegate.retry.count': 0,
      'tidegate.cost.usd': outcome.costUsd,
      'tidegate.label.tenant': 'acme',
      'tidegate.label.plan': 'pro',
    },
    events: [
      {
        name: 'gen_ai.evaluation.result',
        attributes: { 'gen_ai.evaluation.name': 'strict', 'gen_ai.evaluation.score.label': 'fail' },
      },
    ],
  });
  expect(span?.durationMs).toBeCloseTo(outcome.latencyMs, 2);
  expect(receiver.headers.at(-1)).toMatchObject({ 'x-tenant': 'acme corp' });
});

test('a call that failed and the one that answered in its place stand in one trace, parent and child', async () => {
  receiver = await OtlpReceiver.listening();
  world = await World.given({
    stable: { retries: { attempts: 0 }, fallbacks: [{ provider: 'spare', model: 'fallback-model' }] },
    calls: exportTo(receiver.url),
  });
  world.behaves('stable-model', { errorRate: 1 });
  await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION });
  const received = await spans(2);
  const failed = received.find(({ attributes }) => attributes['gen_ai.request.model'] === 'stable-model');
  const answered = received.find(({ attributes }) => attributes['gen_ai.request.model'] === 'fallback-model');
  expect(failed).toMatchObject({ statusCode: 2, attributes: { 'tidegate.fallback.target': 'spare/fallback-model' } });
  expect(failed?.attributes['error.type']).toEqual(expect.any(String));
  expect([answered?.traceId, answered?.parentSpanId]).toEqual([failed?.traceId, failed?.spanId]);
});

test('durations, tokens and cost arrive as metrics at the end at the latest', async () => {
  receiver = await OtlpReceiver.listening();
  world = await World.given({ calls: exportTo(receiver.url) });
  for (let asked = 0; asked < 3; asked += 1)
    await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION });
  const outcomes = await world.recorded(3);
  await world.end();
  world = undefined;
  const sum = (metric: string, wanted: Record<string, unknown> = {}): readonly [number, number] =>
    (receiver?.points ?? [])
      .filter(
        (point) =>
          point.metric === metric && Object.entries(wanted).every(([name, value]) => point.attributes[name] === value),
      )
      .reduce<readonly [number, number]>(([count, total], point) => [count + point.count, total + point.sum], [0, 0]);
  const attributes = { 'gen_ai.request.model': 'stable-model', 'tidegate.route.id': ROUTE, 'tidegate.arm': 'stable' };
  expect(sum('gen_ai.client.operation.duration', attributes)[0]).toBe(3);
  const input = outcomes.reduce((total, { usage }) => total + (usage?.promptTokens ?? 0), 0);
  expect(sum('gen_ai.client.token.usage', { ...attributes, 'gen_ai.token.type': 'input' })).toEqual([3, input]);
  const cost = outcomes.reduce((total, { costUsd = 0 }) => total + costUsd, 0);
  expect(sum('tidegate.cost', attributes)[1]).toBeCloseTo(cost, 9);
});

test('a receiver that is away costs its spans and no answer', async () => {
  receiver = await OtlpReceiver.listening();
  const { url } = receiver;
  await receiver.end();
  receiver = undefined;
  world = await World.given({ calls: exportTo(url) });
  for (let asked = 0; asked < 5; asked += 1)
    await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION });
  expect(await world.recorded(5)).toHaveLength(5);
});

test('nothing is exported unless an endpoint is named, and another protocol than HTTP with protobuf is refused in a sentence', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
  expect(readConfig({}).otlp).toBeUndefined();
  expect(readConfig({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).otlp).toBeUndefined();
  expect(readConfig({ ...endpoint, OTEL_METRICS_EXPORTER: 'none' }).otlp).toMatchObject({
    tracesUrl: 'http://collector:4318/v1/traces',
    metricsUrl: undefined,
  });
  expect(() => readConfig({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow(/must be http\/protobuf/);
});
