import { afterEach, describe, expect, test } from '@jest/globals';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, jsonAnswer, RawProvider } from './raw-provider.ts';

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' }, stops: { type: 'array', items: { type: 'integer' }, minItems: 2 } },
  required: ['city', 'stops'],
  additionalProperties: false,
};
const JSON_SCHEMA = { type: 'json_schema' as const, json_schema: { name: 'trip', schema: SCHEMA } };

describe('every answer is evaluated, off the request path', () => {
  let world: World;
  afterEach(() => world.end());

  const ask = async (stream: boolean, extra: object): Promise<void> => {
    const answer = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream, ...extra });
    if (!('choices' in answer)) for await (const _chunk of answer);
  };

  test.each([false, true])(
    'an answer that breaks the requested JSON counts as invalid (stream: %s)',
    async (stream) => {
      world = await World.given({ rollout: { weight: 1 } });
      for (const response_format of [{ type: 'json_object' }, JSON_SCHEMA]) await ask(stream, { response_format });
      world.behaves('candidate-model', { jsonValidRate: 0 });
      for (const response_format of [{ type: 'json_object' }, JSON_SCHEMA, { type: 'text' }])
        await ask(stream, { response_format });
      await world.recorded(5);
      expect(world.statistics('candidate').rates).toMatchObject({
        schema_invalid_rate: { trials: 4, events: 2 },
        error_rate: { trials: 5, events: 0 },
      });
    },
  );

  test('what the version declares is checked in answers of both arms', async () => {
    const evaluators = [{ kind: 'json-schema' as const, name: 'trip', schema: SCHEMA }];
    world = await World.given({ rollout: { weight: 0.5 }, stable: { evaluators } });
    for (let user = 0; user < 20; user += 1) await ask(false, { response_format: JSON_SCHEMA, user: `user-${user}` });
    await world.recorded(20);
    const [stable, candidate] = [world.statistics('stable'), world.statistics('candidate')];
    expect(stable.rates['eval_fail_rate:trip']).toMatchObject({ trials: stable.requests, events: 0 });
    expect(candidate.rates['eval_fail_rate:trip']).toMatchObject({ trials: candidate.requests, events: 0 });
    expect(stable.requests).toBeGreaterThan(2);
    expect(candidate.requests).toBeGreaterThan(2);
  });

  test('what the release, or the other version alone, declares is checked in answers of both arms', async () => {
    const short = { kind: 'length' as const, name: 'short', maxChars: 100_000 };
    world = await World.given({
      rollout: { weight: 0.5, evaluators: [{ kind: 'refusal', name: 'declines', phrases: [] }] },
      candidate: { evaluators: [short] },
    });
    for (let user = 0; user < 20; user += 1) await ask(user % 2 === 0, { user: `user-${user}` });
    await world.recorded(20);
    for (const arm of ['stable', 'candidate'] as const) {
      const { requests, rates } = world.statistics(arm);
      expect(requests).toBeGreaterThan(2);
      expect(rates).toMatchObject({
        'eval_fail_rate:short': { trials: requests, events: 0 },
        'eval_fail_rate:declines': { trials: requests, events: 0 },
      });
    }
  });

  test('an expectation comes with the request that is to meet it', async () => {
    const evaluators = [{ kind: 'match' as const, name: 'right', expected: { metadata: 'expected' } }];
    world = await World.given({ rollout: { weight: 1 }, stable: { evaluators } });
    await ask(false, { metadata: { expected: 'quite another answer' } });
    await ask(false, {});
    await world.recorded(2);
    expect(world.statistics('candidate')).toMatchObject({
      requests: 2,
      rates: { 'eval_fail_rate:right': { trials: 1, events: 1 } },
    });
  });

  test('refusals and truncated answers are told apart', async () => {
    world = await World.given({ rollout: { weight: 1 } });
    world.behaves('candidate-model', { refusalRate: 1 });
    for (const stream of [false, true]) await ask(stream, {});
    world.behaves('candidate-model', { truncationRate: 1 });
    for (const stream of [false, true]) await ask(stream, {});
    await world.recorded(4);
    expect(world.statistics('candidate').rates).toMatchObject({
      refusal_rate: { trials: 4, events: 2 },
      truncation_rate: { trials: 4, events: 2 },
    });
  });

  test('an answer that calls tools is not held against the requested JSON', async () => {
    const message = {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }],
    };
    const raw = await RawProvider.that(
      (socket) =>
        void socket.write(
          jsonAnswer(200, { ...COMPLETION, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }),
        ),
    );
    world = await World.given({ providerUrl: raw.url });
    await ask(false, { response_format: { type: 'json_object' } });
    expect(await world.recorded(1)).toMatchObject([{ evaluations: {}, finishReason: 'tool_calls' }]);
    await raw.end();
  });
});

describe('what apps and models send can not stop the evaluation', () => {
  const evaluator = new ThreadEvaluator(120_000);
  afterEach(() => evaluator.close());

  test('a schema that hangs, one that is broken and one that refers elsewhere cost their own answers only', async () => {
    const answer = (content: string): Buffer[] => [
      Buffer.from(JSON.stringify({ choices: [{ index: 0, message: { content } }] })),
    ];
    const check = (schema: object | undefined) => [
      { kind: 'json-schema' as const, name: 'c', ...(schema && { schema: JSON.stringify(schema) }) },
    ];
    const hangs = evaluator.evaluate(
      'completion',
      answer(JSON.stringify(`${'a'.repeat(40)}!`)),
      check({ type: 'string', pattern: '^(a+)+$' }),
    );
    const broken = evaluator.evaluate('completion', answer('{}'), check({ type: 'no-such-type' }));
    const elsewhere = evaluator.evaluate(
      'completion',
      answer('{}'),
      check({ $ref: 'https://example.com/schema.json' }),
    );
    const good = evaluator.evaluate('completion', answer('{"a": 1}'), check({ type: 'object', required: ['a'] }));
    const draft7 = evaluator.evaluate(
      'completion',
      answer('[1, "x"]'),
      check({ $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'integer' }, { type: 'integer' }] }),
    );
    const bad = evaluator.evaluate('completion', answer('Sure! {}'), check(undefined));
    expect(await Promise.all([hangs, broken, elsewhere, good, draft7, bad])).toEqual([
      {},
      {},
      {},
      { c: 'pass' },
      { c: 'fail' },
      { c: 'fail' },
    ]);
    expect(evaluator.dropped).toBe(1);
  });
});
