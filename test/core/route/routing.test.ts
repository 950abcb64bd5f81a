import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unitPoint } from '../../../core/route/assignment.ts';
import { expectedCostUsd, type RoutedCall, ruleHolds, weightedIndex } from '../../../core/route/routing.ts';
import { fallbackSchema } from '../../../core/route/routing-schema.ts';
import { providersOf } from '../../../core/route/version.ts';
import { routeVersionSchema } from '../../../core/route/version-schema.ts';

const version = (routing: unknown) => routeVersionSchema.safeParse({ provider: 'a', model: 'm', routing });

describe('weighted', () => {
  test('targets get their shares, and a unit stays where it is', () => {
    const counts = [0, 0, 0];
    for (let unit = 0; unit < 30_000; unit += 1) {
      const index = weightedIndex([3, 0, 1], unitPoint('routing/r', `session:${unit}`));
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect((counts[0] ?? 0) / 30_000).toBeCloseTo(0.75, 1);
    expect(counts[1]).toBe(0);
  });

  test('every point falls to a target with a weight', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 8 });
    const point = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(weights, point, (list, at) => {
        fc.pre(list.some((weight) => weight > 0));
        expect(list[weightedIndex(list, at)]).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a rule holds when all that it asks for does', () => {
  const call: RoutedCall = {
    labels: { tenant: 'acme', plan: 'enterprise' },
    promptBytes: () => 4_000,
    tools: () => ['search'],
  };
  test.each<[unknown, boolean]>([
    [{ tenant: ['acme', 'globex'] }, true],
    [{ tenant: ['globex'] }, false],
    [{ labels: { plan: ['enterprise'] } }, true],
    [{ labels: { plan: ['enterprise'], region: ['eu'] } }, false],
    [{ promptBytes: { min: 4_000 } }, true],
    [{ promptBytes: { max: 3_999 } }, false],
    [{ promptTokens: { min: 1_000, max: 1_000 } }, true],
    [{ tools: true }, true],
    [{ tools: false }, false],
    [{ tools: ['search', 'other'] }, true],
    [{ tools: ['other'] }, false],
    [{ tenant: ['acme'], tools: ['other'] }, false],
  ])('%j', (when, holds) => {
    const parsed = version({ policy: 'conditional', rules: [{ when, provider: 'b', model: 'n' }] });
    const routing = parsed.data?.routing;
    if (routing?.policy !== 'conditional') throw new Error(parsed.error?.message);
    expect(routing.rules.map((rule) => ruleHolds(rule, call))).toEqual([holds]);
  });
});

test('a price that is not known is not nothing', () => {
  expect(expectedCostUsd(undefined, 0, 0)).toBe(Infinity);
  expect(expectedCostUsd({ inputPerMillionUsd: 1, outputPerMillionUsd: 2 }, 1_000, 500)).toBeCloseTo(0.002, 12);
});

test.each([
  [{ policy: 'cheapest', targets: [{ provider: 'b', model: 'n' }] }],
  [{ policy: 'round-robin', targets: [] }],
  [{ policy: 'weighted', ownWeight: 0, targets: [{ provider: 'b', model: 'n', weight: 0 }] }],
  [{ policy: 'weighted', targets: [{ provider: 'b', model: 'n', weight: -1 }] }],
  [{ policy: 'weighted', targets: [{ provider: 'b', model: 'n' }] }],
  [{ policy: 'conditional', rules: [{ when: {}, provider: 'b', model: 'n' }] }],
  [{ policy: 'conditional', rules: [{ when: { tenants: ['acme'] }, provider: 'b', model: 'n' }] }],
])('a routing that cannot be meant is refused: %j', (routing) => {
  expect(version(routing).success).toBe(false);
});

test('all providers that a version names are known to be named', () => {
  const config = routeVersionSchema.parse({
    provider: 'a',
    model: 'm',
    routing: { policy: 'conditional', rules: [{ when: { tools: true }, provider: 'b', model: 'n' }] },
    fallbacks: [{ provider: 'c', model: 'o', on: ['timeout', 503] }],
  });
  expect(providersOf(config)).toEqual(['a', 'b', 'c']);
});

test('the providers that guardrails ask are among those that a version names', () => {
  const judge = { kind: 'judge', name: 'j', mode: 'warn', provider: 'judges', model: 'm', policy: 'No x.' };
  const config = routeVersionSchema.parse({ provider: 'a', model: 'm', guardrails: { post: [judge] } });
  expect(providersOf(config)).toEqual(['a', 'judges']);
});

test('a failure that no fallback can answer for is told with those that there are', () => {
  const parsed = fallbackSchema.safeParse({ provider: 'c', model: 'o', on: ['thunder'] });
  expect(parsed.error?.issues[0]?.message).toMatch(/a status from 400 to 599 or one of connection, timeout, /);
});
