import { describe, expect, test } from '@jest/globals';
import { type ChangeWindow, closedReason, nextOpening } from '../../../core/release/change-window.ts';

const OFFICE: ChangeWindow = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00', timeZone: 'UTC' };
const BERLIN: ChangeWindow = { ...OFFICE, timeZone: 'Europe/Berlin' };
const at = (time: string): number => Date.parse(time);
const isOpen = (window: ChangeWindow, time: string): boolean => closedReason([[window]], at(time)) === undefined;

describe('a window is open from its first minute to the one before its end, on its days', () => {
  test.each([
    ['2026-11-24T08:59:59Z', false],
    ['2026-11-24T09:00:00Z', true],
    ['2026-11-24T16:59:59Z', true],
    ['2026-11-24T17:00:00Z', false],
    ['2026-11-28T12:00:00Z', false],
  ])('at %s: %p', (time, open) => {
    expect(isOpen(OFFICE, time)).toBe(open);
  });

  test.each([
    // Berlin is two hours ahead in summer, one in winter.
    ['2026-07-01T07:00:00Z', true],
    ['2026-12-01T07:30:00Z', false],
    ['2026-12-01T08:00:00Z', true],
  ])('as the clocks of its place show: at %s %p', (time, open) => {
    expect(isOpen(BERLIN, time)).toBe(open);
  });

  test.each([
    ['2026-11-27T23:30:00Z', true],
    ['2026-11-28T01:59:00Z', true],
    ['2026-11-28T02:00:00Z', false],
    ['2026-11-27T01:00:00Z', false],
  ])('one over midnight belongs to the day on which it begins: at %s %p', (time, open) => {
    expect(isOpen({ days: ['fri'], from: '22:00', to: '02:00', timeZone: 'UTC' }, time)).toBe(open);
  });
});

test('each set needs an open window, a set without windows none', () => {
  const late: ChangeWindow = { ...OFFICE, from: '16:00', to: '20:00' };
  expect(closedReason([[OFFICE], [late]], at('2026-11-24T16:30:00Z'))).toBeUndefined();
  expect(closedReason([[OFFICE], [late]], at('2026-11-24T10:00:00Z'))).toBe(
    'outside the change window (mon-fri 16:00-20:00 UTC): the next opens 2026-11-24T16:00Z',
  );
  expect(closedReason([[], []], at('2026-11-24T03:00:00Z'))).toBeUndefined();
});

describe('the next opening', () => {
  test('is told over a weekend', () => {
    expect(nextOpening([[OFFICE]], at('2026-11-27T18:00:00Z'))).toBe(at('2026-11-30T09:00:00Z'));
  });

  test('keeps the time of the day when the clocks change', () => {
    // Berlin leaves summer time in the night to 2026-10-25, a Sunday.
    expect(nextOpening([[BERLIN]], at('2026-10-23T18:00:00Z'))).toBe(at('2026-10-26T08:00:00Z'));
    expect(nextOpening([[BERLIN]], at('2026-10-22T18:00:00Z'))).toBe(at('2026-10-23T07:00:00Z'));
  });

  test('is none where two sets have no time in common', () => {
    const weekend: ChangeWindow = { ...OFFICE, days: ['sat', 'sun'] };
    expect(nextOpening([[OFFICE], [weekend]], at('2026-11-24T10:00:00Z'))).toBeUndefined();
    expect(closedReason([[OFFICE], [weekend]], at('2026-11-24T10:00:00Z'))).toContain('none opens within four weeks');
  });
});
