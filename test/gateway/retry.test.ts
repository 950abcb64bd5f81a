import { expect, test } from '@jest/globals';
import { isRetryable, type UpstreamFailure } from '../../gateway/upstream/failure.ts';
import { fallbackTakes } from '../../gateway/upstream/failure-class.ts';
import { backoffMs } from '../../gateway/upstream/run.ts';

const status = (code: number, headers = {}): UpstreamFailure => ({
  kind: 'status',
  status: code,
  headers,
  body: Buffer.alloc(0),
});

test('waits grow with each try, jittered, up to a bound', () => {
  expect(backoffMs(0, status(503), 1)).toBe(200);
  expect(backoffMs(2, status(503), 0.5)).toBe(400);
  expect(backoffMs(20, status(503), 1)).toBe(8_000);
});

test('a provider is not asked again before it wants, and not at all when it wants too long', () => {
  expect(backoffMs(0, status(429, { retryAfterMs: '1500' }), 0)).toBe(1_500);
  expect(backoffMs(0, status(429, { retryAfter: '2' }), 0)).toBe(2_000);
  expect(backoffMs(0, status(429, { retryAfter: '60' }), 0)).toBe(Infinity);
  expect(backoffMs(0, status(429, { retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' }), 0)).toBe(0);
});

test('what may succeed in a moment is tried again, what another target may answer is passed on', () => {
  const decisions = [400, 401, 403, 404, 408, 413, 422, 429, 500, 501, 503, 529].map((code) => [
    code,
    isRetryable(status(code)),
    fallbackTakes(undefined, status(code)),
  ]);
  expect(decisions).toEqual([
    [400, false, false],
    [401, false, true],
    [403, false, true],
    [404, false, true],
    [408, true, true],
    [413, false, false],
    [422, false, false],
    [429, true, true],
    [500, true, true],
    [501, false, true],
    [503, true, true],
    [529, true, true],
  ]);
  expect(isRetryable({ kind: 'timeout', phase: 'first_token', limitMs: 1 })).toBe(true);
  expect(isRetryable({ kind: 'timeout', phase: 'total', limitMs: 1 })).toBe(false);
  expect(fallbackTakes(undefined, { kind: 'cancelled' })).toBe(false);
});
