import { expect, test } from '@jest/globals';
import { leadTable } from '../../bench/decision/lead.ts';
import type { Measured } from '../../bench/decision/measured.ts';
import { betweenMarks } from '../../bench/decision/page.ts';
import { runNode } from '../support/node-process.ts';

test('a quick benchmark runs a scenario under every judge and says who harms least', async () => {
  const bench = runNode('bench/decision/main.ts', ['--quick', '--only', 'scarce traffic, errors to 16 %'], {});
  expect(await bench.ended).toBe(0);
  for (const judge of ['tidegate', 'argo', 'flagger', 'kayenta', 'growthbook'])
    expect(bench.output()).toContain(`| scarce traffic, errors to 16 % | ${judge} | 2 |`);
  expect(bench.output()).not.toContain('Written into');
}, 120_000);

test('a judge that rolls healthy releases back more often is not among the careful ones', () => {
  const table = leadTable([
    measured('healthy', 'tidegate', 0.02, 0),
    measured('healthy', 'argo', 0.01, 0),
    measured('healthy', 'flagger', 0.3, 0),
    measured('faulty', 'tidegate', 1, 10),
    measured('faulty', 'argo', 1, 40),
    measured('faulty', 'flagger', 1, 5),
  ]);
  expect(table.at(-1)).toBe('| faulty | 10.0 | flagger 5.0 | 0.5 | argo 40.0 | 4.0 |');
});

test('a table takes the place of the one before it, and nothing else moves', () => {
  const page = 'above\n<!-- table -->\nold\n<!-- /table -->\nbelow';
  expect(betweenMarks(page, 'table', 'new')).toBe('above\n<!-- table -->\nnew\n<!-- /table -->\nbelow');
  expect(() => betweenMarks('nothing', 'table', 'new')).toThrow('has no place for table');
});

function measured(name: string, judge: Measured['report']['judge'], rate: number, harm: number): Measured {
  const kind = name === 'healthy' ? 'healthy' : 'faulty';
  return {
    scenario: { name, kind, scenario: { traffic: { requestsPerMinute: 1 } } },
    report: {
      judge,
      runs: 100,
      seed: 1,
      outcomes: { completed: 0, rolledBack: 0, held: 0, running: 0 },
      rollback: { rate, secondsAfterChange: null, candidateRequestsAfterChange: null },
      harm: { excessFailures: { mean: harm, p95: harm } },
      completion: { seconds: null },
    },
  };
}
