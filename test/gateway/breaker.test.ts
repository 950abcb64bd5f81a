import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { breakerSchema } from '../../core/route/breaker-schema.ts';
import { Breaker } from '../../gateway/upstream/breaker.ts';
import type { UpstreamFailure } from '../../gateway/upstream/failure.ts';
import { RetryBudget } from '../../gateway/upstream/retry-budget.ts';

const failure = (status: number): UpstreamFailure => ({ kind: 'status', status, headers: {}, body: Buffer.alloc(0) });
const given = (policy: object = {}): Breaker => new Breaker(breakerSchema.parse(policy));

function fail(breaker: Breaker, times: number, now = 0, status = 503): void {
  for (let call = 0; call < times; call += 1) breaker.record(failure(status), now);
}

test('it opens after so many failures in a row, and not before', () => {
  const breaker = given({ consecutiveFailures: 3, minCalls: 1_000 });
  fail(breaker, 2);
  breaker.record(undefined, 0);
  fail(breaker, 2);
  expect(breaker.admits(0)).toBe(true);
  fail(breaker, 1);
  expect(breaker.admits(0)).toBe(false);
  expect(breaker).toMatchObject({ isOpen: true, openings: 1, lastFailure: { status: 503 } });
});

test('it opens at a share of failures, which is forgotten after ten seconds', () => {
  const breaker = given({ consecutiveFailures: 1_000, errorRate: 0.5, minCalls: 10 });
  for (let call = 0; call < 6; call += 1) breaker.record(undefined, 0);
  fail(breaker, 5);
  expect(breaker.isOpen).toBe(false);
  fail(breaker, 1, 20_000);
  expect(breaker.isOpen).toBe(false);
  for (let call = 0; call < 10; call += 1) breaker.record(call % 2 === 0 ? undefined : failure(500), 20_001);
  expect(breaker.isOpen).toBe(true);
});

test('half-open lets one call through: its success closes, its failure opens for twice as long', () => {
  const breaker = given({ consecutiveFailures: 1, openMs: 100 });
  fail(breaker, 1);
  expect([breaker.admits(99), breaker.admits(100), breaker.admits(101)]).toEqual([false, true, false]);
  fail(breaker, 1, 120);
  expect([breaker.admits(319), breaker.admits(320), breaker.admits(321)]).toEqual([false, true, false]);
  breaker.record(undefined, 330);
  expect([breaker.isOpen, breaker.admits(330), breaker.admits(330)]).toEqual([false, true, true]);
});

test('a call that tries again and is abandoned does not keep it open for ever', () => {
  const breaker = given({ consecutiveFailures: 1, openMs: 100 });
  fail(breaker, 1);
  expect(breaker.admits(100)).toBe(true);
  breaker.record({ kind: 'cancelled' }, 110);
  expect([breaker.admits(150), breaker.admits(200)]).toEqual([false, true]);
});

test('what the request itself is at fault for does not open it', () => {
  const breaker = given({ consecutiveFailures: 1 });
  fail(breaker, 50, 0, 400);
  breaker.record({ kind: 'unsupported', message: 'no' }, 0);
  breaker.record({ kind: 'cancelled' }, 0);
  expect(breaker.isOpen).toBe(false);
});

test('off is off', () => {
  const breaker = new Breaker('off');
  fail(breaker, 1_000);
  expect(breaker.admits(0)).toBe(true);
});

test('however calls come out, an open breaker lets one through within a minute of its last one', () => {
  const steps = fc.array(fc.record({ waitMs: fc.integer({ min: 0, max: 30_000 }), good: fc.boolean() }));
  fc.assert(
    fc.property(steps, (list) => {
      const breaker = given({ consecutiveFailures: 2 });
      let now = 0;
      for (const { waitMs, good } of list) {
        now += waitMs;
        if (breaker.admits(now)) breaker.record(good ? undefined : failure(500), now);
      }
      expect(breaker.admits(now + 60_001)).toBe(true);
    }),
  );
});

test('retries are a share of the calls, beyond a reserve', () => {
  const budget = new RetryBudget(0.1);
  let retries = 0;
  for (let call = 0; call < 1_000; call += 1) {
    budget.deposit();
    if (budget.withdraw(0)) retries += 1;
  }
  expect(retries).toBeGreaterThan(100);
  expect(retries).toBeLessThanOrEqual(111);
  expect(budget.withdraw(5_000)).toBe(true);
});

test('what was not used does not add up without bound', () => {
  const budget = new RetryBudget(0.2);
  for (let call = 0; call < 100_000; call += 1) budget.deposit();
  let retries = 0;
  while (budget.withdraw(0)) retries += 1;
  expect(retries).toBe(20);
});

describe('an incident on both arms ends for both', () => {
  const openMs = { consecutiveFailures: 1, openMs: 60_000 };

  test('a candidate is asked again as soon as stable, which failed with it, has been answered', () => {
    const [candidate, stable] = [given(openMs), given(openMs)];
    fail(candidate, 1, 1_000);
    fail(stable, 1, 1_500);
    expect(candidate.admits(2_000, stable)).toBe(false);
    stable.record(undefined, 3_000);
    expect([candidate.admits(3_001, stable), candidate.admits(3_002, stable)]).toEqual([true, false]);
    candidate.record(undefined, 3_100);
    expect(candidate.isOpen).toBe(false);
  });

  test('one that fails alone is left alone for its time', () => {
    const [candidate, stable] = [given(openMs), given(openMs)];
    stable.record(undefined, 500);
    fail(candidate, 1, 1_000);
    stable.record(undefined, 3_000);
    expect(candidate.admits(3_001, stable)).toBe(false);
  });

  test('and so is one that goes on failing a minute after the incident', () => {
    const [candidate, stable] = [given(openMs), given(openMs)];
    fail(stable, 1, 0);
    fail(candidate, 1, 61_000);
    stable.record(undefined, 62_000);
    expect(candidate.admits(62_001, stable)).toBe(false);
  });
});
