import { expect, test } from '@jest/globals';
import { faultsOf } from '../../bench/chaos/invariants/timelines.ts';
import { applicationName } from '../../bench/chaos/postgres-proxy.ts';
import { faultSchedule } from '../../bench/chaos/schedule.ts';
import type { ReleaseEventType } from '../../core/release/record.ts';
import { runNode } from '../support/node-process.ts';

test('faults of a stack that serves and releases break no promise', async () => {
  const chaos = runNode('bench/chaos/main.ts', ['--seed', '1', '--faults', '3', '--minutes', '4', '--routes', '2']);
  const code = await chaos.ended;
  expect(chaos.output()).toMatch(/^3 faults, \d+ releases .* 0 violations$/m);
  expect(code).toBe(0);
}, 330_000);

test('the faults of a run are a pure function of its seed', () => {
  expect(faultSchedule(7, 40)).toEqual(faultSchedule(7, 40));
  expect(faultSchedule(7, 40)).not.toEqual(faultSchedule(8, 40));
  expect(new Set(faultSchedule(7, 40).map(({ fault }) => fault.kind))).toEqual(
    new Set(['kill', 'stop', 'cut', 'freeze', 'delay']),
  );
});

test('a connection is known by the name in its startup message', () => {
  const words = ['user', 'tidegate', 'database', 'tidegate', 'application_name', 'tidegate-gateway', '', ''];
  expect(applicationName(Buffer.concat([Buffer.alloc(8), Buffer.from(words.join('\0'))]))).toBe('tidegate-gateway');
});

test('a transition that came twice, too early or after the end is found out', () => {
  const whole: Entry[] = [
    ['started', 0.2],
    ['acknowledged', 0.2],
    ['advanced', 0.5],
    ['rollback_started', 0],
    ['rolled_back', 0],
  ];
  expect(faultsOf(timeline(whole))).toEqual([]);
  expect(faultsOf(timeline([...whole.slice(0, 3), ['advanced', 0.5], ...whole.slice(3)]))).not.toEqual([]);
  expect(faultsOf(timeline([['started', 0.5], ...whole.slice(1)]))).not.toEqual([]);
  expect(faultsOf(timeline([...whole, ['acknowledged', 0]]))).toContain('something happened after its end');
  expect(faultsOf(timeline(whole.slice(0, 4)))).not.toEqual([]);
});

type Entry = readonly [ReleaseEventType, number];

function timeline(entries: readonly Entry[]): Parameters<typeof faultsOf>[0] {
  return {
    played: { id: 'rel_1', route: 'chaos-1', kind: 'bad', ending: 'rolled_back' },
    candidateVersion: 2,
    events: entries.map(([type, weight], index) => ({
      sequence: index + 1,
      at: new Date(index),
      type,
      actor: 'tidegate',
      status: type === 'rolled_back' ? 'rolled_back' : 'running',
      stage: 'canary',
      weight,
      reason: '',
      details: {},
      gates: [],
      snapshotVersion: type === 'acknowledged' || type === 'rolled_back' ? null : index + 1,
    })),
  };
}
