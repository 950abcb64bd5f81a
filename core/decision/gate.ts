import type { GateSpec } from '../release/spec.ts';
import { type Boundary, EQUAL } from './boundary.ts';
import { EVERYONE } from './look.ts';
import { type Metric, parseMetric } from './metric.ts';

/**
 * What a gate asks of the candidate: to keep the margin to stable; to keep the absolute limit; and, where it breaks the
 * limit, to be at least no worse than stable, which then breaks it too and is to blame as much (`blame`).
 */
export type Check = 'margin' | 'limit' | 'blame';

/** A gate as the engine works with it: metric understood, margins as lines. */
export interface Gate {
  /** `metric`; `metric#2` for the second gate on the same metric. */
  readonly name: string;
  readonly metric: Metric;
  readonly spec: GateSpec;
  readonly checks: readonly Check[];
  /** The absolute limit in the metric's unit, where there is one. */
  readonly limit?: number;
}

/** The gates of a release, in its order. A metric that does not exist is a mistake of the caller's. */
export function gatesOf(specs: readonly GateSpec[]): readonly Gate[] {
  const known = understood.get(specs);
  if (known !== undefined) return known;
  const seen = new Map<string, number>();
  const gates = specs.map((spec) => {
    const number = (seen.get(spec.metric) ?? 0) + 1;
    seen.set(spec.metric, number);
    return gateOf(spec, number === 1 ? spec.metric : `${spec.metric}#${number}`);
  });
  understood.set(specs, gates);
  return gates;
}

/** The same gates are asked for at every look. */
const understood = new WeakMap<readonly GateSpec[], readonly Gate[]>();

function gateOf(spec: GateSpec, name: string): Gate {
  const metric = parseMetric(spec.metric);
  if (metric === undefined) throw new RangeError(`Unknown metric: ${spec.metric}`);
  const limit = spec.limitMs ?? spec.limit;
  const hasMargin = spec.maxIncrease !== undefined || spec.maxRatio !== undefined;
  const checks: Check[] = [
    ...(hasMargin ? (['margin'] as const) : []),
    ...(limit === undefined ? [] : (['limit', 'blame'] as const)),
  ];
  return { name, metric, spec, checks, ...(limit === undefined ? {} : { limit }) };
}

/** How a gate is called for one cohort: `latency_p99`, or `latency_p99{tenant=acme}`. */
export function gateKey(gate: Gate, cohort: string): string {
  if (cohort === EVERYONE) return gate.name;
  const known = keys.get(gate)?.get(cohort);
  if (known !== undefined) return known;
  const key = `${gate.name}{${cohort}}`;
  const ofGate = keys.get(gate) ?? new Map<string, string>();
  if (ofGate.size < MOST_KEYS) keys.set(gate, ofGate.set(cohort, key));
  return key;
}

/** A text that is put together anew at every look is one that every record has to hash anew. */
const keys = new WeakMap<Gate, Map<string, string>>();
const MOST_KEYS = 64;

/** The line of a check on rates (as shares of bad events) or on means (in the metric's unit). */
export function rateOrMeanBoundary(gate: Gate, check: Check): Boundary {
  const mirrored = gate.metric.kind === 'rate' && gate.metric.worse === 'lower';
  if (check === 'blame') return EQUAL;
  if (check === 'limit') return { slope: 0, intercept: mirrored ? 1 - (gate.limit ?? 0) : (gate.limit ?? 1) };
  const { maxIncrease, maxRatio } = gate.spec;
  if (maxIncrease !== undefined) return { slope: 1, intercept: maxIncrease };
  const ratio = maxRatio ?? 1;
  // Less is worse: at least stable's share over the ratio, written for the shares of the opposite event.
  return mirrored ? { slope: 1 / ratio, intercept: 1 - 1 / ratio } : { slope: ratio, intercept: 0 };
}
