import { bucketIndex } from '../llm/histogram.ts';
import type { Statistics, ValueTally } from '../llm/statistics.ts';
import type { Charter } from './charter.ts';
import { gatesOf } from './gate.ts';

const REQUESTS = 10_000;
const ASSUMED_RATE = 0.01;
const ASSUMED_MEDIAN = { latency_ms: 1_000, ttft_ms: 300, cost_usd: 0.002, cost_usd_per_trace: 0.002 } as const;
/** p99 at five times the median, as language models tend to have. */
const ASSUMED_SIGMA = 0.7;

/** What a plan takes stable to be where there is no history: 1 % bad events, and a p99 at five times the median. */
export function assumedHistory(charter: Charter): Statistics {
  const gates = gatesOf(charter.gates);
  const rates = gates.flatMap(({ metric }) => (metric.kind === 'rate' ? [metric.name] : []));
  const names = gates.flatMap(({ metric }) =>
    metric.kind === 'quantile' || metric.kind === 'mean' ? [metric.value] : [],
  );
  const median = (name: string): number =>
    name in ASSUMED_MEDIAN ? ASSUMED_MEDIAN[name as keyof typeof ASSUMED_MEDIAN] : 1;
  return {
    requests: REQUESTS,
    rates: Object.fromEntries(rates.map((name) => [name, { trials: REQUESTS, events: ASSUMED_RATE * REQUESTS }])),
    values: Object.fromEntries(names.map((name) => [name, logNormalTally(median(name))])),
  };
}

function logNormalTally(median: number): ValueTally {
  const buckets: Record<string, number> = {};
  let sum = 0;
  for (let each = 0; each < REQUESTS; each += 1) {
    const value = median * Math.exp(ASSUMED_SIGMA * normalQuantile((each + 0.5) / REQUESTS));
    const key = String(bucketIndex(value));
    buckets[key] = (buckets[key] ?? 0) + 1;
    sum += value;
  }
  return { sum, histogram: { zero: 0, buckets } };
}

/** Within 4.5e-4 (Abramowitz and Stegun, 26.2.23). */
function normalQuantile(share: number): number {
  const tail = Math.min(share, 1 - share);
  const t = Math.sqrt(-2 * Math.log(tail));
  const z =
    t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
  return share < 0.5 ? -z : z;
}
