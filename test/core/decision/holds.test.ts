import { describe, expect, test } from '@jest/globals';
import { absorb } from '../../../core/decision/engine.ts';
import type { Look } from '../../../core/decision/look.ts';
import type { Verdict } from '../../../core/decision/verdict.ts';
import { seeded } from './random.ts';
import { type ArmModel, charter, drawLook, gate, type Traffic, VirtualRelease } from './virtual-release.ts';

const TONE = 'eval_fail_rate:tone';
const ERRORS = gate({ metric: 'error_rate', maxIncrease: 0.01 });
const JUDGED = gate({ metric: TONE, maxIncrease: 0.05 });
const arm = (errors: number, isJudged = true): ArmModel => ({
  rates: { error_rate: errors, ...(isJudged ? { [TONE]: 0.02 } : {}) },
});
const traffic = (fields: Partial<Traffic> = {}): Traffic => ({
  requestsPerLook: 50,
  weight: 0.1,
  stable: arm(0.01),
  candidate: arm(0.01),
  ...fields,
});
const release = (given = traffic()): VirtualRelease =>
  new VirtualRelease(charter(ERRORS, JUDGED), given, 3, { minRequests: 50, lastBeforeFull: false });
const MINUTES = { stepElapsedMs: 600_000, releaseElapsedMs: 600_000 };

/** A hold without a reason, or without what would resolve it, helps nobody. */
function expectHold({ kind, reason, resolution }: Verdict, why: RegExp, way: RegExp): void {
  expect(kind).toBe('hold');
  expect(reason).toMatch(why);
  expect(resolution).toMatch(way);
}

describe('a release that can not know holds, says why, and what would resolve it', () => {
  test('no traffic, until it comes', () => {
    const idle = release();
    expectHold(idle.judge(MINUTES).verdict, /^no traffic: 0 requests of 50/, /send traffic/);
    expect(idle.after(60).judge(MINUTES).verdict.kind).toBe('promote');
  });

  test.each([
    ['the candidate', { candidate: arm(0.01, false) }],
    ['stable', { stable: arm(0.01, false) }],
  ])('a metric that %s never reported, until it does', (who, lacking) => {
    const blind = release(traffic(lacking)).after(60);
    expectHold(blind.judge(MINUTES).verdict, new RegExp(`no data of ${who}: missing data never promotes`), /see that/);
    expect(blind.change(traffic()).after(60).judge(MINUTES).verdict.kind).toBe('promote');
  });

  test('an evaluator that lags: nothing until its first labels, and then they count as if they had been in time', () => {
    const lagging = release(traffic({ stable: arm(0.01, false), candidate: arm(0.01, false) })).after(60);
    expectHold(lagging.judge(MINUTES).verdict, /no data/, /promotes: false/);
    lagging.evidence = absorb(lagging.charter, lagging.evidence, labels(0.02));
    expect(lagging.judge(MINUTES).verdict.kind).toBe('promote');
    lagging.evidence = absorb(lagging.charter, lagging.evidence, labels(0.4));
    expect(lagging.judge(MINUTES).verdict).toMatchObject({ kind: 'rollback', gate: TONE });
  });

  test('an incident of both arms, until stable is as usual', () => {
    const shaken = release()
      .after(120)
      .change({ stable: arm(0.6), candidate: arm(0.6) })
      .after(20);
    expectHold(shaken.judge(MINUTES).verdict, /^stable itself has an incident/, /when stable is back to normal/);
    expect(shaken.change(traffic()).after(120).judge(MINUTES).verdict.kind).toBe('promote');
  });

  test.each([
    [30, 0.5],
    [120, 1],
  ])('an incident of both arms from second %i, and what it was is no evidence after it', (begins, rate) => {
    const proved = (seconds: number, incident: number): number => {
      const shaken = release().after(begins);
      shaken.change({ stable: arm(incident), candidate: arm(incident) }).after(seconds);
      expect(shaken.judge().verdict.kind).toBe(incident === 0.01 ? 'promote' : 'hold');
      shaken.change(traffic());
      return (
        shaken
          .after(600)
          .judge()
          .gates.find(({ key }) => key === 'error_rate')?.promotionEValue ?? 0
      );
    };
    expect(proved(300, rate)).toBeGreaterThan(20);
    expect(proved(300, 0.01)).toBeGreaterThan(20);
  });

  test('shares that are not as assigned', () => {
    const lost = release(traffic({ weight: 0.1 }));
    const told = drawLook(seeded(2), traffic({ requestsPerLook: 2_000 }), 200);
    const look: Look = { ...told, arms: told.arms.map((entry) => ({ ...entry, weight: 0.4 })) };
    lost.evidence = absorb(lost.charter, lost.evidence, look);
    expectHold(lost.judge({ ...MINUTES, weight: 0.4 }).verdict, /far fewer calls than the 40.0 %/, /counted twice/);
  });

  test.each([
    ['hold', /wider margins or more traffic/],
    ['rollback', /^undefined$/],
  ] as const)('too few calls by maxDuration: inconclusive, and then %s', (onInconclusive, way) => {
    const late = {
      releaseElapsedMs: 86_400_000,
      stepElapsedMs: 86_400_000,
      lastBeforeFull: true,
      minRequests: 10_000,
    };
    const { verdict } = release()
      .after(5)
      .judge({ ...late, onInconclusive });
    expect(verdict.reason).toMatch(/^inconclusive after 24 h: \d+ requests of 10000 answered/);
    expect(verdict.kind).toBe(onInconclusive);
    expect(String(verdict.resolution)).toMatch(way);
  });
});

/** Labels alone, of calls that were counted when they ended. */
function labels(candidate: number): Look {
  const entry = (who: 'stable' | 'candidate', trials: number, rate: number) => ({
    arm: who,
    cohort: 'all',
    weight: 0.1,
    statistics: { requests: 0, rates: { [TONE]: { trials, events: Math.round(trials * rate) } }, values: {} },
  });
  return { atMs: 61_000, arms: [entry('candidate', 300, candidate), entry('stable', 2_700, 0.02)], pairs: [] };
}
