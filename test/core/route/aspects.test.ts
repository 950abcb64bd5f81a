import { describe, expect, test } from '@jest/globals';
import { CHANGE_ASPECTS, changedAspects } from '../../../core/route/aspects.ts';
import type { RouteVersionConfig, RouteVersionInput } from '../../../core/route/version.ts';
import { routeVersionSchema } from '../../../core/route/version-schema.ts';

const versionOf = (change: Partial<RouteVersionInput>): RouteVersionConfig =>
  routeVersionSchema.parse({ provider: 'a', model: 'm', ...change });
const aspectsOf = (after: Partial<RouteVersionInput>, before: Partial<RouteVersionInput> = {}) =>
  changedAspects(versionOf(before), versionOf(after));

const JUDGE = {
  kind: 'judge',
  name: 'j',
  mode: 'enforce',
  provider: 'a',
  model: 'judge-1',
  policy: 'nothing rude',
} as const;
const EMBEDDING = { mode: 'semantic', embedding: { provider: 'a', model: 'embed-1' } } as const;

describe('another model or provider is seen in whatever asks it', () => {
  test.each([
    ['the version itself', { model: 'n' }, {}, ['model']],
    ['its provider', { provider: 'b' }, {}, ['provider']],
    ['a fallback', { fallbacks: [{ provider: 'b', model: 'm' }] }, {}, ['model', 'provider', 'fallbacks']],
    [
      'another model of a fallback',
      { fallbacks: [{ provider: 'b', model: 'n' }] },
      { fallbacks: [{ provider: 'b', model: 'm' }] },
      ['model', 'fallbacks'],
    ],
    [
      'how calls are spread',
      { routing: { policy: 'weighted', ownWeight: 0, targets: [{ provider: 'b', model: 'n', weight: 1 }] } },
      { routing: { policy: 'weighted', ownWeight: 9, targets: [{ provider: 'b', model: 'n', weight: 1 }] } },
      ['model', 'provider', 'routing'],
    ],
    [
      'a guardrail’s judging model',
      { guardrails: { pre: [], post: [{ ...JUDGE, model: 'judge-2' }] } },
      { guardrails: { pre: [], post: [JUDGE] } },
      ['model', 'guardrails'],
    ],
    [
      'the cache’s embeddings',
      { cache: { ...EMBEDDING, embedding: { provider: 'b', model: 'embed-1' } } },
      { cache: EMBEDDING },
      ['provider', 'cache'],
    ],
    ['a mirror', { mirror: { provider: 'b', model: 'm', rate: 0.1 } }, {}, ['model', 'provider', 'mirror']],
    ['a parameter that chooses one', { params: { models: ['x'] } }, {}, ['model', 'provider', 'params']],
  ] as const)('%s', (_what, after, before, aspects) => {
    expect(aspectsOf(after as Partial<RouteVersionInput>, before as Partial<RouteVersionInput>)).toEqual(aspects);
  });
});

test('two models that change places are a change of model', () => {
  const swapped = aspectsOf(
    { model: 'n', fallbacks: [{ provider: 'a', model: 'm' }] },
    { model: 'm', fallbacks: [{ provider: 'a', model: 'n' }] },
  );
  expect(swapped).toContain('model');
  expect(swapped).not.toContain('provider');
});

test('what asks no other model is no change of model', () => {
  expect(aspectsOf({ params: { temperature: 1 }, capture: { mode: 'none' } })).toEqual(['params', 'capture']);
  expect(aspectsOf({})).toEqual([]);
});

test('a policy can name every field of a version', () => {
  expect([...CHANGE_ASPECTS].toSorted()).toEqual(Object.keys(routeVersionSchema.shape).toSorted());
});
