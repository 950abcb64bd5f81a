import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryCounters } from '../../../core/limits/counters.ts';
import { freesAtMs, slotAt } from '../../../core/limits/window.ts';

const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });

test('days and months are those of the calendar in UTC, whatever their length', () => {
  fc.assert(
    fc.property(moment, (date) => {
      const iso = date.toISOString();
      const [day, month] = [slotAt('day', date.getTime()), slotAt('month', date.getTime())];
      expect(new Date(day.from).toISOString()).toBe(`${iso.slice(0, 10)}T00:00:00.000Z`);
      expect(new Date(month.from).toISOString()).toBe(`${iso.slice(0, 7)}-01T00:00:00.000Z`);
      expect(day.endsMs - day.from).toBe(86_400_000);
      expect(slotAt('month', month.endsMs - 1).from).toBe(month.from);
      expect(slotAt('month', month.endsMs).from).toBe(month.endsMs);
    }),
  );
  expect(slotAt('month', Date.parse('2028-02-29T23:59:59.999Z')).endsMs).toBe(Date.parse('2028-03-01T00:00:00Z'));
  expect(slotAt('day', Date.parse('2026-12-31T23:59:59.999Z')).endsMs).toBe(Date.parse('2027-01-01T00:00:00Z'));
});

test('every moment lies in its own window, and a window ends after it began', () => {
  fc.assert(
    fc.property(moment, fc.constantFrom('minute', 'hour', 'day', 'month'), (date, window) => {
      const slot = slotAt(window, date.getTime());
      expect(slot.bucket).toBeLessThanOrEqual(date.getTime());
      expect(slot.endsMs).toBeGreaterThan(date.getTime());
      expect(slot.from).toBeLessThanOrEqual(slot.bucket);
    }),
  );
});

test('no 60 seconds, wherever they begin, see more than the maximum of a minute', () => {
  const arrivals = fc.array(
    fc.record({ afterMs: fc.integer({ min: 0, max: 9_000 }), amount: fc.integer({ min: 1, max: 5 }) }),
    {
      maxLength: 200,
    },
  );
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 12 }), (calls, max) => {
      const counters = new MemoryCounters();
      const granted: { at: number; amount: number }[] = [];
      let at = 1_790_000_000_000;
      for (const { afterMs, amount } of calls) {
        at += afterMs;
        const { bucket, from } = slotAt('minute', at);
        const entries = [{ counter: 'c', bucket, from, amount, max, keepMs: 1 }];
        if (counters.apply({ kind: 'reserve', entries }).refusedBy === undefined) granted.push({ at, amount });
      }
      for (const { at: end } of granted) {
        const within = granted.filter((call) => call.at > end - 60_000 && call.at <= end);
        expect(within.reduce((sum, call) => sum + call.amount, 0)).toBeLessThanOrEqual(max);
      }
    }),
  );
});

test('a caller who waits as long as it is told finds room', () => {
  const now = 1_790_000_012_345;
  const counters = new MemoryCounters();
  const reserve = (at: number): number | undefined => {
    const { bucket, from } = slotAt('minute', at);
    return counters.apply({ kind: 'reserve', entries: [{ counter: 'c', bucket, from, amount: 1, max: 1, keepMs: 1 }] })
      .refusedBy;
  };
  expect(reserve(now)).toBeUndefined();
  const slot = slotAt('minute', now + 20_000);
  const freeAt = freesAtMs('minute', slot, counters.read({ counter: 'c', from: slot.from }).oldest);
  expect(reserve(freeAt - 1)).toBe(0);
  expect(reserve(freeAt)).toBeUndefined();
  expect(freeAt - now).toBeLessThanOrEqual(65_000);
});
