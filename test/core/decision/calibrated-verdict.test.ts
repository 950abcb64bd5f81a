import { describe, expect, test } from '@jest/globals';
import { calibrate, type Calibration, type CalibrationEvent } from '../../../core/decision/calibrated-rate.ts';
import { calibratedVerdict, engineCharter } from '../../../core/decision/calibrated-verdict.ts';
import type { Charter } from '../../../core/decision/charter.ts';
import { breachThreshold, gateShare } from '../../../core/decision/risk.ts';
import type { Situation } from '../../../core/decision/situation.ts';
import type { Verdict } from '../../../core/decision/verdict.ts';
import { releaseSpecSchema } from '../../../core/release/spec-schema.ts';

const METRIC = 'eval_fail_rate:helpful';
const spec = {
  route: 'support-agent',
  candidate: { model: 'small' },
  judges: [{ name: 'helpful', provider: 'openai', model: 'judge', rubric: 'It helps.' }],
  gates: [
    { metric: 'error_rate', maxIncrease: 0.01 },
    { metric: METRIC, maxIncrease: 0.05, calibrate: { minLabels: 20 } },
  ],
};
const { gates, risk } = releaseSpecSchema.parse(spec);
const charter: Charter = { gates, risk };
const lastStep = { lastBeforeFull: true, weight: 0.5 } as Situation;
const promote: Verdict = { kind: 'promote', reason: 'all is well' };

/** As many labels of each arm, of which a share is bad; the judge calls all good. */
function labelled(count: number, bad: { stable: number; candidate: number }): Calibration {
  const events = Array.from({ length: count }, (_, at) =>
    (['stable', 'candidate'] as const).flatMap((arm): CalibrationEvent[] => [
      { kind: 'judged', arm, judgeBad: false },
      { kind: 'labelled', arm, judgeBad: false, personBad: (at * 7) % 20 < bad[arm] * 20 },
    ]),
  );
  return calibrate(events.flat(), 0.05);
}

const verdictOf = (verdict: Verdict, calibration?: Calibration): Verdict =>
  calibratedVerdict(verdict, charter, new Map(calibration === undefined ? [] : [[METRIC, calibration]]), lastStep);

describe('a gate whose judge people correct', () => {
  test('never rolls back by its judge alone, and leaves the other gates’ thresholds as they were', () => {
    const engine = engineCharter(charter);
    expect(engine.gates.map(({ onBreach }) => onBreach)).toEqual(['rollback', 'hold']);
    const [first, before] = [engine.gates[0], charter.gates[0]];
    if (first === undefined || before === undefined) throw new Error('There is no gate');
    expect(breachThreshold(engine, gateShare(engine, first))).toBeCloseTo(
      breachThreshold(charter, gateShare(charter, before)),
    );
    const held: Verdict = { kind: 'hold', gate: METRIC, reason: 'the judge finds it worse' };
    expect(verdictOf(held, labelled(25, { stable: 0.1, candidate: 0.1 }))).toMatchObject({
      kind: 'hold',
      reason: expect.stringContaining('the judge alone does not roll back'),
    });
  });

  test('rolls back when the labels prove it, though its judge sees nothing', () => {
    const verdict = verdictOf(promote, labelled(120, { stable: 0.1, candidate: 0.6 }));
    expect(verdict).toMatchObject({ kind: 'rollback', gate: METRIC });
    expect(verdict.reason).toMatch(/60\.0 % against 10\.0 % as people's labels correct the judge/);
  });

  test('does not serve everybody before enough answers of both arms are labelled, nor while labels speak against it', () => {
    expect(verdictOf(promote)).toMatchObject({ kind: 'hold', reason: expect.stringContaining('0 answers of stable') });
    expect(verdictOf(promote, labelled(19, { stable: 0.1, candidate: 0.1 })).kind).toBe('hold');
    expect(verdictOf(promote, labelled(20, { stable: 0.1, candidate: 0.1 }))).toBe(promote);
    expect(verdictOf(promote, labelled(20, { stable: 0.1, candidate: 0.25 })).reason).toContain(
      'looks bad, not proven',
    );
  });

  test('changes nothing else: another gate’s rollback, and a release without such gates', () => {
    const rollback: Verdict = { kind: 'rollback', gate: 'error_rate', reason: 'errors' };
    expect(verdictOf(rollback)).toBe(rollback);
    const plain = { gates: charter.gates.slice(0, 1), risk };
    expect(engineCharter(plain)).toBe(plain);
    expect(calibratedVerdict(promote, plain, new Map(), lastStep)).toBe(promote);
  });

  test('is refused where labels could not correct it', () => {
    const of = (gate: object) =>
      releaseSpecSchema.safeParse({ ...spec, gates: [{ ...spec.gates[1], ...gate }] }).success;
    expect(of({})).toBe(true);
    expect(of({ metric: 'error_rate' })).toBe(false);
    expect(of({ cohortBy: 'tenant' })).toBe(false);
    expect(of({ maxIncrease: undefined, maxRatio: 1.2 })).toBe(false);
  });
});
