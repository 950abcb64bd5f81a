import type { GateSpec } from '../release/spec.ts';
import { eValueText, share } from './amounts.ts';
import type { Calibration } from './calibrated-rate.ts';
import type { Charter } from './charter.ts';
import type { Situation } from './situation.ts';
import type { Verdict } from './verdict.ts';

/** By metric: what people's labels make of a judged rate. */
export type Calibrations = ReadonlyMap<string, Calibration>;

type Calibrated = GateSpec & { readonly calibrate: NonNullable<GateSpec['calibrate']> };

export const isCalibrated = (gate: GateSpec): gate is Calibrated => gate.calibrate !== undefined;

/**
 * The charter as the engine has it: a judge that people correct only holds by itself, and its gate's share of the risk of
 * a false rollback is left for the labels.
 */
export function engineCharter(charter: Charter): Charter {
  const rolling = charter.gates.filter(({ onBreach }) => onBreach === 'rollback');
  const corrected = rolling.filter(isCalibrated).length;
  if (corrected === 0) return charter;
  const left = rolling.length - corrected;
  const { risk } = charter;
  return {
    gates: charter.gates.map((gate) => (isCalibrated(gate) ? { ...gate, onBreach: 'hold' as const } : gate)),
    risk: { ...risk, falseRollback: left === 0 ? risk.falseRollback : (risk.falseRollback * left) / rolling.length },
  };
}

/**
 * The engine's verdict, where judges do not decide alone: labels roll back, and without enough of them, or while they
 * speak against the candidate, it does not go to everybody.
 */
export function calibratedVerdict(
  verdict: Verdict,
  charter: Charter,
  calibrations: Calibrations,
  situation: Situation,
): Verdict {
  if (verdict.kind === 'rollback') return verdict;
  const gates = charter.gates.filter(isCalibrated);
  const threshold = charter.gates.filter(({ onBreach }) => onBreach === 'rollback').length / charter.risk.falseRollback;
  for (const gate of gates) {
    const calibration = calibrations.get(gate.metric);
    const isProven = calibration !== undefined && calibration.logBreach >= Math.log(threshold);
    if (isProven && gate.onBreach === 'rollback')
      return { kind: 'rollback', gate: gate.metric, reason: sentenceOf(gate, calibration, threshold) };
  }
  const own = gates.find(({ metric }) => metric === verdict.gate);
  if (verdict.kind === 'hold' && own?.onBreach === 'rollback') return withLabels(verdict, own, calibrations, threshold);
  if (verdict.kind !== 'promote' || !situation.lastBeforeFull || situation.weight >= 1) return verdict;
  return (
    gates.map((gate) => promotionHold(gate, calibrations, threshold)).find((hold) => hold !== undefined) ?? verdict
  );
}

function withLabels(verdict: Verdict, gate: Calibrated, calibrations: Calibrations, threshold: number): Verdict {
  const calibration = calibrations.get(gate.metric);
  const labels = calibration === undefined ? 'no labels were read yet' : sentenceOf(gate, calibration, threshold);
  return {
    ...verdict,
    reason: `${verdict.reason}; the judge alone does not roll back: ${labels}`,
    resolution: `have people label answers of both arms (${hint(gate)}), or promote or roll back by hand`,
  };
}

function promotionHold(gate: Calibrated, calibrations: Calibrations, threshold: number): Verdict | undefined {
  if (!gate.promotes) return undefined;
  const calibration = calibrations.get(gate.metric);
  const { minLabels } = gate.calibrate;
  const labels = calibration?.labels ?? { stable: 0, candidate: 0 };
  if (calibration === undefined || Math.min(labels.stable, labels.candidate) < minLabels) {
    return {
      kind: 'hold',
      gate: gate.metric,
      reason: `people have labelled ${labels.stable} answers of stable and ${labels.candidate} of the candidate, of ${minLabels} of each that ${gate.metric} asks for: its judge does not decide alone`,
      resolution: `label answers of both arms (${hint(gate)}); it goes on by itself then`,
    };
  }
  const { stable, candidate } = calibration.rate;
  if (stable !== null && candidate !== null && candidate - stable <= (gate.maxIncrease ?? 0)) return undefined;
  return {
    kind: 'hold',
    gate: gate.metric,
    reason: `looks bad, not proven: ${sentenceOf(gate, calibration, threshold)}`,
    resolution: `label more answers (${hint(gate)}), or promote or roll back by hand`,
  };
}

const hint = ({ metric }: Calibrated): string =>
  `feedback under the name ${metric.slice(metric.indexOf(':') + 1)}, drawn at random from what was judged`;

function sentenceOf({ metric, maxIncrease = 0 }: Calibrated, calibration: Calibration, threshold: number): string {
  const { rate, judgeRate, labels, judged, logBreach } = calibration;
  const percent = (value: number | null): string => (value === null ? 'nothing known' : `${share(value)} %`);
  return (
    `${metric} of the candidate ${percent(rate.candidate)} against ${percent(rate.stable)} as people's labels correct the judge ` +
    `(who says ${percent(judgeRate.candidate)} against ${percent(judgeRate.stable)}; margin ${share(maxIncrease)} pp), ` +
    `e-value ${eValueText(Math.exp(Math.min(logBreach, 300)))} of ${eValueText(threshold)} needed, ` +
    `${labels.candidate} and ${labels.stable} labels, ${judged.candidate} and ${judged.stable} judged`
  );
}
