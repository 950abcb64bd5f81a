import { describe, expect, test } from '@jest/globals';
import type { Look } from '../../core/decision/look.ts';
import type { Decision, Judge } from '../../simulator/judge.ts';
import { ArgoJudge } from '../../simulator/judges/argo.ts';
import { FlaggerJudge } from '../../simulator/judges/flagger.ts';
import { GrowthbookJudge, halfWidth } from '../../simulator/judges/growthbook.ts';
import { KayentaJudge } from '../../simulator/judges/kayenta.ts';
import { shiftInterval } from '../../simulator/judges/mann-whitney.ts';
import { Random } from '../../simulator/random.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { scenarioSchema } from '../../simulator/scenario-schema.ts';

/* The rules of other tools, on cases that can be worked out by hand: one look a minute with counts that are given. */

const scenario: Scenario = scenarioSchema.parse({
  release: { gates: [{ metric: 'error_rate', maxIncrease: 0.01 }] },
  traffic: { requestsPerMinute: 600 },
});

type Minute = { readonly requests: number; readonly errors: number };
const GOOD: Minute = { requests: 100, errors: 0 };
const BAD: Minute = { requests: 100, errors: 10 };
const SILENT: Minute = { requests: 0, errors: 0 };

function look(minute: number, candidate: Minute, stable: Minute): Look {
  const entry = (arm: 'stable' | 'candidate', { requests, errors }: Minute) => ({
    arm,
    cohort: 'all',
    weight: 0.1,
    statistics: { requests, rates: { error_rate: { trials: requests, events: errors } }, values: {} },
  });
  return { atMs: minute * 60_000, arms: [entry('stable', stable), entry('candidate', candidate)], pairs: [] };
}

/** What the judge decides in the end, and in which minute. */
function run(judge: Judge, candidate: (minute: number) => Minute, stable: Minute = GOOD): [Decision, number] {
  for (let minute = 1; minute <= 1_000; minute += 1) {
    const decision = judge.after(look(minute, candidate(minute), stable), minute * 60);
    if (decision !== 'go_on') return [decision, minute];
  }
  return ['go_on', 1_000];
}

describe('Argo Rollouts', () => {
  test('completes after four pauses of ten minutes', () => {
    expect(run(new ArgoJudge(scenario), () => GOOD)).toEqual(['completed', 40]);
  });

  test('measures from 40 % on, each five minutes, and fails with the fourth failure: minutes 10, 15, 20, 25', () => {
    expect(run(new ArgoJudge(scenario), () => BAD)).toEqual(['rolled_back', 25]);
  });

  test('bears three failures', () => {
    expect(run(new ArgoJudge(scenario), (minute) => (minute <= 20 ? BAD : GOOD))).toEqual(['completed', 40]);
  });

  test('counts failures for each metric by itself', () => {
    const two = scenarioSchema.parse({
      release: {
        gates: [
          { metric: 'error_rate', maxIncrease: 0.01 },
          { metric: 'refusal_rate', maxIncrease: 0.01 },
        ],
      },
      traffic: { requestsPerMinute: 600 },
      stable: { rates: { refusal_rate: 0 } },
    });
    const judge = new ArgoJudge(two);
    for (let minute = 1; minute < 40; minute += 1) {
      const [stable, candidate] = look(minute, minute <= 15 ? BAD : GOOD, GOOD).arms;
      if (stable === undefined || candidate === undefined) throw new Error('two arms');
      const refused = { trials: 100, events: minute > 15 ? 10 : 0 };
      const rates = { ...candidate.statistics.rates, refusal_rate: refused };
      const arms = [stable, { ...candidate, statistics: { ...candidate.statistics, rates } }];
      // Errors fail at 10 and 15, refusals at 20, 25 and 30: five failures, but of no metric four before minute 35.
      const decision = judge.after({ atMs: minute * 60_000, arms, pairs: [] }, minute * 60);
      expect(decision).toBe(minute < 35 ? 'go_on' : 'rolled_back');
      if (decision === 'rolled_back') break;
    }
  });

  test('bears four measurements without data in a row, not five', () => {
    expect(run(new ArgoJudge(scenario), () => SILENT)).toEqual(['rolled_back', 30]);
  });
});

describe('Flagger', () => {
  test('checks ten times, 5 % to 50 %, and promotes', () => {
    expect(run(new FlaggerJudge(scenario), () => GOOD)).toEqual(['completed', 10]);
  });

  test('rolls back in the minute after the tenth failed check', () => {
    expect(run(new FlaggerJudge(scenario), () => BAD)).toEqual(['rolled_back', 11]);
    expect(run(new FlaggerJudge(scenario), () => SILENT)).toEqual(['rolled_back', 11]);
  });

  test('never forgets a failed check, and does not advance on one', () => {
    // Nine failures among eighteen checks: nine advances to 50 %, then one more passes.
    expect(run(new FlaggerJudge(scenario), (minute) => (minute % 2 === 1 && minute < 18 ? BAD : GOOD))).toEqual([
      'completed',
      19,
    ]);
  });
});

describe('Kayenta', () => {
  test('passes two arms that are the same at the end of three hours', () => {
    expect(run(new KayentaJudge(scenario, new Random(1, 1)), () => GOOD)).toEqual(['completed', 180]);
  });

  test('fails at the first analysis when the only metric is high: a score of 0 is below marginal', () => {
    expect(run(new KayentaJudge(scenario, new Random(1, 1)), () => BAD)).toEqual(['rolled_back', 60]);
  });

  test('the shift of two samples is the median of all differences, its interval the order statistics around it', () => {
    // Differences of {1, 4, 9} and {0, 2}: 1, -1, 4, 2, 9, 7; sorted -1 1 2 4 7 9. Spread sqrt(6 * 6 / 12) = 1.732.
    expect(shiftInterval([1, 4, 9], [0, 2], 1)).toEqual({ estimate: 3, low: 1, high: 7 });
    expect(shiftInterval([1, 4, 9], [0, 2], 2.326)).toEqual({ estimate: 3, low: -1, high: 9 });
  });
});

describe('GrowthBook', () => {
  test('the half-width is that of its formula', () => {
    // By hand: rho^2 = (-2 ln 0.1 + ln(1 - 2 ln 0.1)) / 5000 = 0.00126577; at N = 1000: sqrt(2 * 2.26577 / 1265.77 * ln 16.0524).
    expect(halfWidth(1_000)).toBeCloseTo(0.0996884, 6);
  });

  test('rolls back at the end of the first step that excludes "no worse": 14,400 s / 4 / 5 = minute 12', () => {
    expect(run(new GrowthbookJudge(scenario), () => BAD, { requests: 100, errors: 1 })).toEqual(['rolled_back', 12]);
  });

  test('ships at the end of its time when nothing was excluded', () => {
    expect(run(new GrowthbookJudge(scenario), () => GOOD)).toEqual(['completed', 240]);
  });
});
