import { expect, test } from '@jest/globals';
import type { Observation } from '../../dashboard/src/api/types.ts';
import { coalesced } from '../../dashboard/src/live/coalesced.ts';
import { NOT_YET_WATCHED, watchReducer } from '../../dashboard/src/live/watched-release.ts';

function look(second: number): Observation {
  const at = new Date(Date.UTC(2026, 10, 5) + second * 1_000).toISOString();
  return { at, stage: 'canary', weight: 0.05, verdict: { kind: 'continue', reason: `look ${second}` }, gates: [] };
}

test('looks are kept once each and in order, wherever they come from and in whatever order', () => {
  const live = watchReducer(NOT_YET_WATCHED, { kind: 'observed', observation: look(9) });
  const whole = watchReducer(live, { kind: 'history', observations: [look(7), look(8), look(9)] });
  expect(whole.observations.map(({ verdict }) => verdict.reason)).toEqual(['look 7', 'look 8', 'look 9']);
});

test('a page that stays open for days keeps a bounded number of looks, its newest among them', () => {
  let watched = NOT_YET_WATCHED;
  for (let second = 0; second < 5_000; second += 1) {
    watched = watchReducer(watched, { kind: 'observed', observation: look(second) });
  }
  expect(watched.observations.length).toBeLessThanOrEqual(600);
  expect(watched.observations.at(0)?.verdict.reason).toBe('look 0');
  expect(watched.observations.at(-1)?.verdict.reason).toBe('look 4999');
});

test('calls while one is under way come to one more', async () => {
  const gates: (() => void)[] = [];
  let runs = 0;
  const call = coalesced(async () => {
    runs += 1;
    await new Promise<void>((resolve) => gates.push(resolve));
  });
  for (let calls = 0; calls < 5; calls += 1) call();
  expect(runs).toBe(1);
  gates[0]?.();
  await new Promise(setImmediate);
  expect(runs).toBe(2);
  gates[1]?.();
  await new Promise(setImmediate);
  expect(runs).toBe(2);
});
