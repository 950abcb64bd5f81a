import { describe, expect, test } from '@jest/globals';
import type { MirrorRule } from '../../core/route/mirror-schema.ts';
import { MirrorLimits } from '../../gateway/call/mirror-limits.ts';

describe('limits of a rule', () => {
  const rule = (change: Partial<MirrorRule>): MirrorRule => ({
    provider: 'p',
    model: 'm',
    rate: 1,
    maxConcurrent: 64,
    maxPerSecond: 1_000,
    ...change,
  });

  test('so many a second, and no more after a pause', () => {
    const use = new MirrorLimits().of('r 1');
    const begin = (now: number) => use.begin(rule({ maxPerSecond: 2 }), now, 0);
    expect([begin(0), begin(1), begin(2)]).toEqual([undefined, undefined, 'rate']);
    expect([begin(502), begin(503)]).toEqual([undefined, 'rate']);
    expect([begin(60_000), begin(60_001), begin(60_002)]).toEqual([undefined, undefined, 'rate']);
  });

  test('money comes back with the next day', () => {
    const use = new MirrorLimits().of('r 1');
    const begin = (wallMs: number) => use.begin(rule({ maxSpendUsdPerDay: 1 }), 0, wallMs);
    expect(begin(0)).toBeUndefined();
    use.end({ costUsd: 1, answered: true });
    expect(begin(86_399_999)).toBe('spend');
    expect(begin(86_400_000)).toBeUndefined();
  });
});
