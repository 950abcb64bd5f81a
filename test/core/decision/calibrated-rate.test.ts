import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calibrate, CalibratedRate, type CalibrationEvent } from '../../../core/decision/calibrated-rate.ts';
import { seeded } from './random.ts';

const MARGIN = 0.05;
const ARMS = ['stable', 'candidate'] as const;

interface World {
  /** True share of bad answers. */
  readonly bad: Readonly<Record<(typeof ARMS)[number], number>>;
  /** How often the judge calls a good answer bad, and a bad one good. */
  readonly falseAlarm: Readonly<Record<(typeof ARMS)[number], number>>;
  readonly miss: Readonly<Record<(typeof ARMS)[number], number>>;
}

/** Answers of both arms, of which people label one in five, some answers after they were judged. */
function eventsOf(seed: number, { bad, falseAlarm, miss }: World, answers: number): CalibrationEvent[] {
  const { uniform } = seeded(seed);
  const events: CalibrationEvent[] = [];
  const late: CalibrationEvent[] = [];
  for (let at = 0; at < answers; at += 1) {
    const arm = ARMS[at % 2] ?? 'stable';
    const personBad = uniform() < bad[arm];
    const judgeBad = personBad ? uniform() >= miss[arm] : uniform() < falseAlarm[arm];
    events.push({ kind: 'judged', arm, judgeBad });
    if (uniform() < 0.2) late.push({ kind: 'labelled', arm, judgeBad, personBad });
    if (uniform() < 0.2) events.push(...late.splice(0, 1));
  }
  return events;
}

/** Whether the evidence is ever as strong as a threshold, for whoever looks after each label. */
function everReaches(events: readonly CalibrationEvent[], threshold: number): boolean {
  const rate = new CalibratedRate(MARGIN);
  return events.some((event) => {
    rate.take(event);
    return event.kind === 'labelled' && rate.calibration().logBreach >= Math.log(threshold);
  });
}

const equal = (rate: number) => ({ stable: rate, candidate: rate });

describe('a rate that is judged by a model and corrected by people', () => {
  const alpha = 0.1;
  test.each<[string, World]>([
    [
      'calls every third good answer of the candidate bad',
      { bad: equal(0.1), falseAlarm: { stable: 0, candidate: 0.33 }, miss: equal(0) },
    ],
    [
      'is blind to what is bad in stable',
      { bad: { stable: 0.2, candidate: 0.25 }, falseAlarm: equal(0.02), miss: { stable: 1, candidate: 0 } },
    ],
    ['knows nothing', { bad: equal(0.3), falseAlarm: equal(0.5), miss: equal(0.5) }],
  ])('blames a candidate that keeps its margin at most as often as is stated, where the judge %s', (_, world) => {
    const runs = 120;
    let blamed = 0;
    for (let seed = 1; seed <= runs; seed += 1) if (everReaches(eventsOf(seed, world, 1_500), 1 / alpha)) blamed += 1;
    expect(blamed / runs).toBeLessThanOrEqual(alpha);
  });

  test('finds a candidate that is truly worse, even one that its judge favours', () => {
    const worse: World = {
      bad: { stable: 0.1, candidate: 0.4 },
      falseAlarm: { stable: 0.2, candidate: 0 },
      miss: { stable: 0, candidate: 0.6 },
    };
    const seen = Array.from({ length: 40 }, (_, run) => everReaches(eventsOf(run + 1, worse, 3_000), 20));
    expect(seen.filter(Boolean).length).toBeGreaterThan(36);
    const { judgeRate, rate } = calibrate(eventsOf(1, worse, 20_000), MARGIN);
    expect((judgeRate.candidate ?? 1) - (judgeRate.stable ?? 0)).toBeLessThan(0);
    expect(rate.candidate).toBeCloseTo(0.4, 1);
    expect(rate.stable).toBeCloseTo(0.1, 1);
  });

  test('needs fewer labels where the judge is good', () => {
    const world = (falseAlarm: number, miss: number): World => ({
      bad: { stable: 0.3, candidate: 0.55 },
      falseAlarm: equal(falseAlarm),
      miss: equal(miss),
    });
    const strength = (of: World): number =>
      Array.from({ length: 40 }, (_, run) => calibrate(eventsOf(run + 1, of, 1_500), MARGIN).logBreach).reduce(
        (sum, log) => sum + log,
        0,
      );
    expect(strength(world(0.01, 0.01))).toBeGreaterThan(strength(world(0.5, 0.5)));
  });

  test('says nothing without labels of both arms, and its evidence is a number whatever comes', () => {
    const event = fc.record({
      kind: fc.constantFrom('judged' as const, 'labelled' as const),
      arm: fc.constantFrom(...ARMS),
      judgeBad: fc.boolean(),
      personBad: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), fc.double({ min: 0, max: 1, noNaN: true }), (events, margin) => {
        const { labels, logBreach } = calibrate(events, margin);
        expect(Number.isFinite(logBreach)).toBe(true);
        expect(labels.stable > 0 && labels.candidate > 0 ? 0 : logBreach).toBeCloseTo(0, 9);
      }),
    );
  });
});
