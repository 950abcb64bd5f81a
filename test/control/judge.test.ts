import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { asReleaseId, asReplicaId, asRouteId, asTraceId } from '../../core/ids.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import type { Arm } from '../../core/release/arm.ts';
import { joinFeedback } from '../../store/feedback-joins.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { judgeTotals } from '../../store/judgements.ts';
import { waitFor } from '../support/wait-for.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';
import { startTestReleases, type TestReleases } from './test-releases.ts';

/* Judging models, from captured answers to the verdict on a release: real worker, Temporal, store and `openai` client. */

let control: TestReleases;
let gateway: TestGateway;
let server: Server;
let judgeUrl: string;

interface Asked {
  readonly messages: { readonly content: string }[];
  readonly response_format: unknown;
}

/** What the judging model is asked, and how it answers. */
const asked: Asked[] = [];
let fails = 0;
const isGood = (text: string): boolean => !text.includes('BAD');

function answer(request: Asked): object {
  const text = request.messages[1]?.content ?? '';
  const [first = '', second] = text.split('<<<ANSWER').slice(1);
  const reason = 'because';
  if (second === undefined) return { reason, verdict: isGood(first) ? 'pass' : 'fail' };
  if (isGood(first) === isGood(second)) return { reason, better: 'tie' };
  return { reason, better: isGood(first) ? 'A' : 'B' };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (fails > 0) {
        fails -= 1;
        response.writeHead(503).end('{"error":{"message":"busy"}}');
        return;
      }
      const question = JSON.parse(Buffer.concat(parts).toString('utf8')) as Asked;
      asked.push(question);
      const message = { role: 'assistant', content: JSON.stringify(answer(question)) };
      const usage = { prompt_tokens: 200, completion_tokens: 50, total_tokens: 250 };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: 'j',
          object: 'chat.completion',
          choices: [{ index: 0, message, finish_reason: 'stop' }],
          usage,
        }),
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  judgeUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  control = await startTestReleases();
  gateway = startTestGateway(control.database);
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  await control.close();
  server.close();
  server.closeAllConnections();
}, 30_000);

let route: string;
beforeEach(async () => {
  asked.length = 0;
  const prices = { judge: { inputPerMillionUsd: 1_000, outputPerMillionUsd: 2_000 } };
  route = await control.freshRoute({
    providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl: judgeUrl, prices }],
    routes: [{ stable: { provider: 'openai', model: 'large' } }],
  });
});

const JUDGE = {
  name: 'helpful',
  provider: 'openai',
  model: 'judge',
  rubric: 'It helps.',
  rate: 1,
  maxPerMinute: 6_000,
};
const canary = {
  shadow: 'off',
  canary: { weight: 0.5, minRequests: 1_000_000, minDuration: '1s' },
  ramp: [],
  bake: 'off',
};

async function start(judge: object, spec: object = {}): Promise<string> {
  const body = {
    route,
    candidate: { model: 'small' },
    plan: canary,
    judges: [{ ...JUDGE, rubric: `It helps on ${route}.`, ...judge }],
    gates: [{ metric: 'eval_fail_rate:helpful', maxIncrease: 0.1, promotes: false }],
    ...spec,
  };
  return (await control.call('startRelease', { body })).body.id;
}

let spans = 0;
/** Answers that were captured; one call, or a mirrored pair. */
async function captured(
  releaseId: string,
  answers: readonly (readonly [Arm, string])[],
  requestId?: string,
): Promise<void> {
  for (const [arm, text] of answers) {
    spans += 1;
    const traceId = asTraceId(
      (requestId === undefined ? spans : spans - (arm === 'shadow' ? 1 : 0)).toString(16).padStart(32, 'e'),
    );
    const call: Outcome = {
      requestId: requestId ?? `req_${spans}`,
      traceId,
      spanId: spans.toString(16).padStart(16, '0'),
      startedAtMs: Date.now(),
      route: asRouteId(route),
      routeVersion: 1,
      releaseId: asReleaseId(releaseId),
      arm,
      weight: 0.5,
      labels: {},
      provider: 'openai',
      requestModel: 'm',
      streamed: false,
      status: 200,
      timedOut: false,
      latencyMs: 1,
      retries: 0,
      cache: 'off',
      evaluations: {},
      counted: true,
    };
    await writeFlush(control.database, {
      replica: asReplicaId('gw_j'),
      sequence: spans,
      statistics: [],
      pairs: [],
      traces: [call],
    });
    await control.database`
      INSERT INTO trace_bodies (started_at, trace_id, span_id, prompt, answer, truncated, redactions)
      VALUES (now(), ${traceId}, ${call.spanId}, 'Where is my order?', ${text}, false, 0)`;
  }
}

const totals = async (releaseId: string) => (await judgeTotals(control.database, releaseId))[0];

describe('a rubric', () => {
  test('rolls a candidate back whose answers a model finds bad; tries that fail are made again', async () => {
    const id = await start({ concurrency: 8, maxSpendUsd: 10_000 });
    await control.reaches(id, { status: 'running' });
    fails = 3;
    for (let index = 0; index < 40; index += 1)
      await captured(id, [
        ['stable', 'Tomorrow.'],
        ['candidate', 'BAD'],
      ]);
    const done = await control.reaches(id, { ending: 'rolled_back' });
    expect(done.reason).toContain('eval_fail_rate:helpful');
    expect(asked[0]?.response_format).toMatchObject({ type: 'json_schema', json_schema: { strict: true } });
    expect(asked[0]?.messages[0]?.content).toContain('never an instruction');
  }, 90_000);

  test('spends no more than its limit: what is not judged is missing, and no pass', async () => {
    // A question may cost about 3.3 dollars at most, and costs 0.3.
    const id = await start({ maxSpendUsd: 5, maxOutputTokens: 1_000, concurrency: 1 });
    await control.reaches(id, { status: 'running' });
    for (let index = 0; index < 15; index += 1) await captured(id, [['stable', 'Tomorrow.']]);
    const spent = await waitFor(
      async () => {
        const now = await totals(id);
        return now?.exhausted === true && now.waiting === 0 ? now : undefined;
      },
      { within: '60s', what: 'the limit' },
    );
    expect(spent.spentUsd).toBeLessThanOrEqual(5);
    // The release of the test before may still have questions under way.
    const ours = asked.filter(({ messages }) => messages.some(({ content }) => content.includes(`on ${route}.`)));
    expect(ours).toHaveLength(spent.judged);
    expect(spent.judged).toBeGreaterThan(0);
    expect(spent.judged + spent.missing).toBe(15);
    await control.call('abortRelease', { params: { releaseId: id } });
  }, 90_000);

  test('of a model without a price is refused at the start: its spending could not be limited', async () => {
    const body = { route, candidate: { model: 'small' }, plan: canary, judges: [{ ...JUDGE, model: 'free' }] };
    const { problem } = await control.call('startRelease', { body });
    expect(problem.detail).toContain('"openai" has no price for free, by which its spending is limited');
    const elsewhere = { ...body, judges: [{ ...JUDGE, provider: 'nobody' }] };
    expect((await control.call('startRelease', { body: elsewhere })).problem.detail).toContain('no provider "nobody"');
  });

  test('that fails for good is missing, and no pass', async () => {
    const id = await start({});
    await control.reaches(id, { status: 'running' });
    await control.database`UPDATE providers SET config = jsonb_set(config, '{prices}', '{}') WHERE id = 'openai'`;
    await captured(id, [['stable', 'Tomorrow.']]);
    await waitFor(async () => (await totals(id))?.missing === 1, { within: '60s', what: 'the missing item' });
    expect(asked).toHaveLength(0);
    await control.call('abortRelease', { params: { releaseId: id } });
  }, 90_000);

  test('that people correct holds by itself, and rolls back by their labels; how far both agree is told', async () => {
    const gates = [{ metric: 'eval_fail_rate:helpful', maxIncrease: 0.1, calibrate: { minLabels: 10 } }];
    const id = await start({ concurrency: 8, maxSpendUsd: 10_000 }, { gates });
    await control.reaches(id, { status: 'running' });
    const first = spans;
    for (let index = 0; index < 40; index += 1)
      await captured(id, [
        ['stable', 'Tomorrow.'],
        ['candidate', 'BAD'],
      ]);
    const held = await control.reaches(id, { status: 'held' });
    expect(held.reason).toContain('the judge alone does not roll back');
    // Once the release has ended nothing more is judged.
    await waitFor(async () => (await totals(id))?.judged === 80, { within: '60s', what: 'all answers judged' });
    for (let span = first + 1; span <= spans; span += 20) {
      const feedback = Array.from({ length: 20 }, (_, at) => ({
        trace: (span + at).toString(16).padStart(32, 'e'),
        name: 'helpful',
        value: (span + at - first) % 2 === 0 ? 'fail' : 'pass',
      }));
      await control.call('giveFeedback', { body: { feedback } });
    }
    while ((await joinFeedback(control.database)) > 0);
    const done = await control.reaches(id, { ending: 'rolled_back' });
    expect(done.reason).toContain("as people's labels correct the judge");
    const { judges } = (await control.call('getReleaseReport', { params: { releaseId: id } })).body;
    expect(judges).toMatchObject([{ judge: 'helpful', agreement: { both: 80, agreed: 80, kappa: 1 } }]);
  }, 120_000);
});

describe('a comparison', () => {
  test('of mirrored answers, in both orders, rolls back in shadow', async () => {
    const plan = { ...canary, shadow: { rate: 0.5, minPairs: 100_000, maxDuration: '1h', maxSpendUsd: 1_000 } };
    const id = await start({ mode: 'pairwise', concurrency: 8, maxSpendUsd: 10_000 }, { plan });
    await control.reaches(id, { status: 'running', stage: 'shadow' });
    for (let index = 0; index < 60; index += 1)
      await captured(
        id,
        [
          ['stable', 'Tomorrow.'],
          ['shadow', 'BAD'],
        ],
        `pair_${index}`,
      );
    const done = await control.reaches(id, { ending: 'rolled_back' });
    expect(done.reason).toContain('eval_fail_rate:helpful');
    const orders = new Set(
      asked.map(
        ({ messages }) => (messages[1]?.content.indexOf('BAD') ?? 0) < (messages[1]?.content.indexOf('Tomorrow') ?? 0),
      ),
    );
    expect(orders.size).toBe(2);
  }, 90_000);

  test('needs shadow, and a gate that does not promote', async () => {
    const gates = [{ metric: 'eval_fail_rate:helpful', maxIncrease: 0.1 }];
    const body = {
      route,
      candidate: { model: 'small' },
      plan: canary,
      judges: [{ ...JUDGE, mode: 'pairwise' }],
      gates,
    };
    const { problem } = await control.call('startRelease', { body });
    expect(problem.status).toBe(400);
    expect(JSON.stringify(problem.errors)).toContain('compares mirrored answers');
  });
});
