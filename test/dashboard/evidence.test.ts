import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marginLine } from '../../dashboard/src/evidence/margin.ts';
import { evidenceShare, intervalScale } from '../../dashboard/src/evidence/scale.ts';
import { bySeverity } from '../../dashboard/src/evidence/severity.ts';
import type { GateSpec } from '../../dashboard/src/api/types.ts';
import { gateReport } from './support/gates.ts';

const gate = (fields: Partial<GateSpec> & { readonly metric: string }): GateSpec => ({
  onBreach: 'rollback',
  promotes: true,
  ...fields,
});
const difference = { kind: 'difference', estimate: 0.002, low: -0.004, high: 0.008 } as const;
const ratio = { kind: 'ratio', estimate: 1.1, low: 0.9, high: 1.3 } as const;

describe('the line that a difference must not cross', () => {
  test('is the margin, on the scale that the difference has', () => {
    const errors = gateReport({ metric: 'error_rate', difference });
    expect(marginLine(errors, [gate({ metric: 'error_rate', maxIncrease: 0.01 })])).toEqual({
      at: 0.01,
      worse: 'above',
      from: 'margin',
    });
    const latency = gateReport({ metric: 'latency_p95', stable: { estimate: 2_000, count: 9 }, difference: ratio });
    expect(marginLine(latency, [gate({ metric: 'latency_p95', maxRatio: 1.25 })])?.at).toBe(1.25);
    expect(marginLine(latency, [gate({ metric: 'latency_p95', maxIncrease: 500 })])?.at).toBe(1.25);
    const cost = gateReport({ metric: 'cost_per_request', stable: { estimate: 0.002, count: 9 }, difference });
    expect(marginLine(cost, [gate({ metric: 'cost_per_request', maxRatio: 1.5 })])?.at).toBeCloseTo(0.001);
  });

  test('lies below where less is worse', () => {
    const hits = gateReport({ metric: 'cache_hit_rate', difference });
    expect(marginLine(hits, [gate({ metric: 'cache_hit_rate', maxIncrease: 0.05 })])).toEqual({
      at: -0.05,
      worse: 'below',
      from: 'margin',
    });
  });

  test('is the limit where there is no margin, as far from stable as it is', () => {
    const latency = gateReport({ metric: 'latency_p99', stable: { estimate: 4_000, count: 9 }, difference: ratio });
    expect(marginLine(latency, [gate({ metric: 'latency_p99', limitMs: 8_000 })])).toEqual({
      at: 2,
      worse: 'above',
      from: 'limit',
    });
  });

  test('is that of the same gate, whatever the cohort, and of the second gate on a metric', () => {
    const specs = [
      gate({ metric: 'error_rate', maxIncrease: 0.01 }),
      gate({ metric: 'error_rate', maxIncrease: 0.05 }),
    ];
    const second = gateReport({
      metric: 'error_rate',
      key: 'error_rate#2{tenant=acme}',
      cohort: 'tenant=acme',
      difference,
    });
    expect(marginLine(second, specs)?.at).toBe(0.05);
    expect(marginLine({ ...second, key: 'error_rate#3' }, specs)).toBeUndefined();
  });

  test('is not drawn where nothing is known to draw it on', () => {
    const specs = [gate({ metric: 'error_rate', maxIncrease: 0.01 })];
    expect(marginLine(gateReport({ metric: 'error_rate' }), specs)).toBeUndefined();
  });
});

describe('the scale of an interval', () => {
  const numbers = fc.double({ min: -1, max: 1, noNaN: true });

  test('has everything inside, in the order of the numbers', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, fc.double({ min: 1e-4, max: 1, noNaN: true }), (a, b, c, margin) => {
        const [low, estimate, high] = [a, b, c].toSorted((one, other) => one - other) as [number, number, number];
        const scale = intervalScale(
          { kind: 'difference', low, estimate, high },
          { at: margin, worse: 'above', from: 'margin' },
        );
        for (const place of [scale.same, scale.low, scale.estimate, scale.high, scale.line ?? 0]) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(1);
        }
        expect(scale.low).toBeLessThanOrEqual(scale.estimate);
        expect(scale.estimate).toBeLessThanOrEqual(scale.high);
        expect(scale.same).toBeLessThan(scale.line ?? 1);
      }),
    );
  });

  test('cuts an interval that is far wider than the margin, so that the margin stays in sight', () => {
    const line = { at: 0.01, worse: 'above', from: 'margin' } as const;
    const scale = intervalScale({ kind: 'difference', estimate: 0, low: -0.9, high: 0.9 }, line);
    expect(scale).toMatchObject({ cutLow: true, cutHigh: true });
    expect((scale.line ?? 0) - scale.same).toBeGreaterThan(0.05);
  });
});

test('evidence is shown as its way to the threshold, on a log scale', () => {
  expect([0, 0.5, 1, 10, 100, 1e9].map((eValue) => evidenceShare(eValue, 100))).toEqual([0, 0, 0, 0.5, 1, 1]);
});

test('the gate that needs a look comes first; the others stay where they were', () => {
  const gates = [
    gateReport({ metric: 'error_rate', state: 'healthy' }),
    gateReport({ metric: 'latency_p95', eValue: 2 }),
    gateReport({ metric: 'cost_per_request', eValue: 30 }),
    gateReport({ metric: 'refusal_rate', state: 'breached', eValue: 90 }),
  ];
  expect(bySeverity(gates).map(({ metric }) => metric)).toEqual([
    'refusal_rate',
    'latency_p95',
    'cost_per_request',
    'error_rate',
  ]);
});
