import { describe, expect, test } from '@jest/globals';
import { asRouteId, asTraceId } from '../../../core/ids.ts';
import { histogramCount, quantile } from '../../../core/llm/histogram.ts';
import { observe } from '../../../core/llm/observation.ts';
import type { Outcome } from '../../../core/llm/outcome.ts';
import { addStatistics } from '../../../core/llm/statistics.ts';
import { PairsTally, StatisticsTally } from '../../../core/llm/tally.ts';

function outcome(change: Partial<Outcome> = {}): Outcome {
  return {
    requestId: 'req_1',
    traceId: asTraceId('0'.repeat(32)),
    spanId: '0'.repeat(16),
    startedAtMs: 0,
    route: asRouteId('r'),
    routeVersion: 1,
    arm: 'stable',
    weight: 0,
    labels: {},
    provider: 'p',
    requestModel: 'm',
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

describe('what a call shows', () => {
  test('a success shows its latency, its cost and its quality', () => {
    const full = outcome({
      ttftMs: 20,
      costUsd: 0.01,
      usage: { promptTokens: 3, completionTokens: 4 },
      finishReason: 'length',
      refused: false,
      evaluations: { schema_invalid: 'fail', polite: 'pass' },
    });
    expect(observe(full)).toEqual({
      bad: {
        error_rate: false,
        timeout_rate: false,
        retry_rate: false,
        fallback_rate: false,
        abandon_rate: false,
        guardrail_block_rate: false,
        guardrail_warn_rate: false,
        truncation_rate: true,
        refusal_rate: false,
        schema_invalid_rate: true,
        'eval_fail_rate:polite': false,
      },
      values: { latency_ms: 100, ttft_ms: 20, cost_usd: 0.01, prompt_tokens: 3, completion_tokens: 4 },
    });
  });

  test.each([
    { status: 500 },
    { status: 302 },
    { status: 0, errorType: 'ECONNREFUSED' },
    { status: 200, errorType: 'invalid_answer' },
  ])('a failure (%j) shows that it failed, and nothing of speed or quality', (failure) => {
    const { bad, values } = observe(
      outcome({ ...failure, ttftMs: 5, costUsd: 1, finishReason: 'stop', refused: false }),
    );
    expect(bad).toEqual({
      error_rate: true,
      timeout_rate: false,
      retry_rate: false,
      fallback_rate: false,
      abandon_rate: false,
    });
    expect(values).toEqual({});
  });

  test.each([{ retries: 1 }, { fallbackTarget: 'stable' }])(
    "a first try that failed (%j) is the arm's own error, whoever answered then",
    (change) => {
      const { bad, values } = observe(outcome({ ...change, finishReason: 'stop', refused: false }));
      expect(bad).toMatchObject({ error_rate: true });
      expect(bad).not.toHaveProperty('refusal_rate');
      expect(values).toEqual({});
    },
  );

  test('what is not known is absent, not zero', () => {
    const { bad, values } = observe(outcome());
    expect(Object.keys(bad)).toEqual([
      'error_rate',
      'timeout_rate',
      'retry_rate',
      'fallback_rate',
      'abandon_rate',
      'guardrail_block_rate',
      'guardrail_warn_rate',
    ]);
    expect(values).toEqual({ latency_ms: 100 });
  });
});

test('a call that its client gave up counts for abandon_rate and nothing else, not even as a request', () => {
  const given = outcome({ counted: false, abandoned: true, errorType: 'client_closed', timedOut: false });
  const tally = new StatisticsTally();
  for (const each of [given, outcome()]) tally.add(observe(each));
  const { requests, rates } = tally.statistics();
  expect(requests).toBe(1);
  expect(rates['abandon_rate']).toEqual({ trials: 2, events: 1 });
  expect(rates['error_rate']).toEqual({ trials: 1, events: 0 });
});

test('estimated tokens, and what they would cost, are no evidence', () => {
  const usage = { promptTokens: 3, completionTokens: 4, estimated: true };
  expect(observe(outcome({ usage, costUsd: 0.01 })).values).toEqual({ latency_ms: 100 });
});

test('tallies of parts add up to the tally of the whole', () => {
  const outcomes = Array.from({ length: 40 }, (_, index) =>
    outcome({ latencyMs: 10 + index, status: index % 10 === 0 ? 500 : 200 }),
  );
  const tallyOf = (part: readonly Outcome[]) => {
    const tally = new StatisticsTally();
    for (const each of part) tally.add(observe(each));
    return tally.statistics();
  };
  const whole = tallyOf(outcomes);
  expect(addStatistics(tallyOf(outcomes.slice(0, 13)), tallyOf(outcomes.slice(13)))).toEqual(whole);
  expect(whole.requests).toBe(40);
  expect(whole.rates['error_rate']).toEqual({ trials: 40, events: 4 });
  const latency = whole.values['latency_ms'];
  expect(latency && histogramCount(latency.histogram)).toBe(36);
  expect(latency?.sum).toBe(
    outcomes.filter(({ status }) => status === 200).reduce((sum, { latencyMs }) => sum + latencyMs, 0),
  );
});

test('pairs count the four cases and the ratio of candidate to stable', () => {
  const tally = new PairsTally();
  const good = observe(outcome({ latencyMs: 100, costUsd: 0.01 }));
  const slow = observe(outcome({ latencyMs: 200, costUsd: 0.02 }));
  const failed = observe(outcome({ status: 500 }));
  tally.add(good, slow);
  tally.add(good, failed);
  tally.add(failed, good);
  tally.add(failed, failed);
  const { pairs, rates, ratios } = tally.statistics();
  expect(pairs).toBe(4);
  expect(rates['error_rate']).toEqual({ bothGood: 1, onlyCandidateBad: 1, onlyStableBad: 1, bothBad: 1 });
  const latency = ratios['latency_ms'];
  expect(latency && histogramCount(latency)).toBe(1);
  expect(latency && quantile(latency, 0.5)).toBeCloseTo(2, 1);
});

test('a metric that only one of two answers shows makes no pair', () => {
  const tally = new PairsTally();
  tally.add(observe(outcome({ evaluations: { polite: 'pass' } })), observe(outcome()));
  expect(tally.statistics().rates['eval_fail_rate:polite']).toBeUndefined();
});
