import { describe, expect, test } from '@jest/globals';
import { addChunk, completionFacts } from '../../../core/llm/completion.ts';
import { type CallFacts, statedError } from '../../../core/llm/facts.ts';
import { callCostUsd } from '../../../core/llm/cost.ts';

const choice = (finish: string | null, message: object = { content: 'x' }): object => ({
  index: 0,
  message,
  finish_reason: finish,
});

describe('what a completion says of itself', () => {
  test('its usage with cached, reasoning and audio tokens, and the cost where the provider states it', () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 40, cache_write_tokens: 20, audio_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 6 },
      cost: 0.002,
    };
    expect(completionFacts({ id: 'c', model: 'm', choices: [choice('stop')], usage })).toEqual({
      responseId: 'c',
      responseModel: 'm',
      finishReason: 'stop',
      refused: false,
      usage: {
        promptTokens: 100,
        completionTokens: 50,
        cachedPromptTokens: 40,
        cacheWritePromptTokens: 20,
        audioPromptTokens: 5,
        reasoningTokens: 30,
        audioCompletionTokens: 6,
      },
      statedCostUsd: 0.002,
    });
  });

  test('figures that are none are not taken for zero', () => {
    const facts = completionFacts({ choices: [choice('stop')], usage: { prompt_tokens: 'many', cost: Number.NaN } });
    expect(facts?.usage).toBeUndefined();
    expect(facts?.statedCostUsd).toBeUndefined();
  });

  test.each([null, 'text', [], {}, { choices: {} }])('%j is no completion', (json) =>
    expect(completionFacts(json)).toBeUndefined(),
  );

  test('a refusal and a content filter are refusals', () => {
    expect(completionFacts({ choices: [choice('stop', { content: null, refusal: 'No.' })] })?.refused).toBe(true);
    expect(completionFacts({ choices: [choice('content_filter')] })?.refused).toBe(true);
  });

  test('of several choices, the one that was cut counts', () => {
    expect(completionFacts({ choices: [choice('length'), choice('stop')] })?.finishReason).toBe('length');
  });

  test('a chunk begins the answer with text, a tool call or reasoning, not with a role', () => {
    const begins = (delta: object): boolean => addChunk({}, { choices: [{ index: 0, delta, finish_reason: null }] });
    expect(begins({ role: 'assistant', content: '', refusal: null, tool_calls: [] })).toBe(false);
    expect(begins({ content: 'a' })).toBe(true);
    expect(begins({ tool_calls: [{ index: 0 }] })).toBe(true);
    expect(begins({ reasoning_content: 'hm' })).toBe(true);
  });

  test('a refusal that comes in chunks stays one', () => {
    const facts: CallFacts = {};
    addChunk(facts, { choices: [{ index: 0, delta: { refusal: 'I can' }, finish_reason: null }] });
    addChunk(facts, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    expect(facts).toEqual({ refused: true, finishReason: 'stop' });
  });
});

test('an error in the place of an answer is told in whatever shape it comes', () => {
  expect(statedError({ error: { message: 'busy', type: 't', code: 503 } })).toEqual({
    message: 'busy',
    type: 't',
    code: '503',
  });
  expect(statedError({ error: 'busy' })).toEqual({ message: 'busy' });
  expect(statedError({ error: null, choices: [] })).toBeUndefined();
});

test('cached prompt tokens have their own price', () => {
  const price = { inputPerMillionUsd: 2, cachedInputPerMillionUsd: 1, outputPerMillionUsd: 10 };
  expect(
    callCostUsd(price, { promptTokens: 1_000_000, completionTokens: 100_000, cachedPromptTokens: 500_000 }),
  ).toBeCloseTo(2.5);
});
