import type { GateReport, GateState } from '../../../core/decision/report.ts';

/** A gate's report, with what the test does not care about filled in. */
export function gateReport(fields: Partial<GateReport> & { readonly metric: string }): GateReport {
  return {
    key: fields.metric,
    cohort: 'all',
    state: 'collecting',
    stable: { estimate: 0.011, count: 4120 },
    candidate: { estimate: 0.012, count: 412 },
    eValue: 1,
    threshold: 80,
    promotionEValue: 1,
    promotionThreshold: 20,
    sentence: `${fields.metric}: as told by the test`,
    ...fields,
  };
}

/** The same gate as it may have looked when only a part of the evidence was there: `progress` in (0, 1]. */
export function earlier(gate: GateReport, progress: number, state: GateState = 'collecting'): GateReport {
  const shrunk = (eValue: number): number => Number((eValue ** progress).toPrecision(4));
  const { difference } = gate;
  const wider = 1 / Math.sqrt(progress);
  return {
    ...gate,
    state: progress === 1 ? gate.state : state,
    stable: { ...gate.stable, count: Math.round(gate.stable.count * progress) },
    candidate: { ...gate.candidate, count: Math.round(gate.candidate.count * progress) },
    ...(difference && {
      difference: {
        ...difference,
        low: difference.estimate - (difference.estimate - difference.low) * wider,
        high: difference.estimate + (difference.high - difference.estimate) * wider,
      },
    }),
    eValue: shrunk(gate.eValue),
    promotionEValue: shrunk(gate.promotionEValue),
  };
}
