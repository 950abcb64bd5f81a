import { parseArgs } from 'node:util';
import type { GateSpec } from '../../core/release/spec.ts';
import { seededRandom, correlatedBatches, type CorrelatedModel } from './correlated-batches.ts';
import { type BacktestRelease, replay } from '../../simulator/backtest.ts';

/*
 * `npm run bench:correlated`: how often `backtest` rolls a healthy release back whose calls go well or badly together and
 * tell no units, and how many requests a fault takes where they do not.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '3600' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const RUNS = Number(values.runs);

const gate: GateSpec = { metric: 'error_rate', maxIncrease: 0.01, onBreach: 'rollback', promotes: true };

function releaseOf(margin: number): BacktestRelease {
  return {
    gates: [{ ...gate, maxIncrease: margin }],
    risk: { falseRollback: 0.05, falsePromotion: 0.05 },
    plan: {
      shadow: 'off',
      canary: { weight: 0.05, minRequests: 50 },
      ramp: [],
      bake: 'off',
      maxDuration: '24h',
    } as never,
    onInconclusive: 'hold',
  };
}

const HEALTHY: CorrelatedModel = {
  requestsPerSecond: 10,
  weight: 0.1,
  calls: 1,
  gapSeconds: 10,
  correlated: 0,
  stable: 0.02,
  candidate: 0.02,
  lookSeconds: 1,
};
interface Case {
  readonly name: string;
  readonly model: CorrelatedModel;
  readonly margin: number;
  readonly seconds: number;
}
const seconds = Number(values.seconds);
const healthy = (name: string, fields: Partial<CorrelatedModel>, margin = 0.01): Case => ({
  name,
  model: { ...HEALTHY, ...fields },
  margin,
  seconds,
});
const fault = (name: string, fields: Partial<CorrelatedModel>, margin = 0.01): Case => ({
  name,
  model: { ...HEALTHY, requestsPerSecond: 50, weight: 0.05, stable: 0.01, ...fields },
  margin,
  seconds: 600,
});

const CASES: readonly Case[] = [
  healthy('independent', {}),
  healthy('sessions of 4, a third go one way', { calls: 4, correlated: 1 / 3 }),
  healthy('sessions of 4, all', { calls: 4, correlated: 1 }),
  healthy('sessions of 8, a third', { calls: 8, correlated: 1 / 3 }),
  healthy('sessions of 8, all', { calls: 8, correlated: 1 }),
  healthy('sessions of 8, all, margin 2 pp', { calls: 8, correlated: 1 }, 0.02),
  healthy('sessions of 8, all, weight 50 %', { calls: 8, correlated: 1, weight: 0.5 }),
  healthy('sessions of 8, all, 2 s apart', { calls: 8, correlated: 1, gapSeconds: 2 }),
  healthy('sessions of 20, a third', { calls: 20, correlated: 1 / 3 }),
  healthy('sessions of 20, all', { calls: 20, correlated: 1 }),
  healthy('sessions of 20, all, 50 requests/s', { calls: 20, correlated: 1, requestsPerSecond: 50 }),
  fault('1 % to 4 %', { candidate: 0.04 }),
  fault('1 % to 7 %', { candidate: 0.07 }),
  fault('1 % to 12 %', { candidate: 0.12 }),
  fault('1 % to 31 %', { candidate: 0.31 }),
  fault('1 % to 30 %, margin 5 pp', { candidate: 0.3 }, 0.05),
  fault('5 % to 17 %, margin 2 pp', { stable: 0.05, candidate: 0.17 }, 0.02),
  fault('2 % to 12 %, 10 requests/s, sessions of 8 fail call by call', {
    requestsPerSecond: 10,
    weight: 0.1,
    stable: 0.02,
    candidate: 0.12,
    calls: 8,
  }),
  fault('2 % to 30 %, 10 requests/s, sessions of 8 fail as a whole', {
    requestsPerSecond: 10,
    weight: 0.1,
    stable: 0.02,
    candidate: 0.3,
    calls: 8,
    correlated: 1,
  }),
];

console.log('| calls | rolled back | median candidate requests |');
console.log('|---|---|---|');
for (const each of CASES) {
  if (values.only !== undefined && !each.name.includes(values.only)) continue;
  const requests: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const at = await requestsToRollback(each, Number(values.seed) * 100_000 + run);
    if (at !== undefined) requests.push(at);
  }
  requests.sort((one, other) => one - other);
  const median = requests.length * 2 > RUNS ? String(requests[Math.floor(RUNS / 2)]) : '';
  console.log(`| ${each.name} | ${requests.length} of ${RUNS} | ${median} |`);
}

async function requestsToRollback({ model, margin, seconds }: Case, seed: number): Promise<number | undefined> {
  let requests = 0;
  const counted = (async function* () {
    for (const batch of correlatedBatches(model, seededRandom(seed), seconds)) {
      requests += batch.arms.find(({ arm }) => arm === 'candidate')?.requests ?? 0;
      yield batch;
    }
  })();
  for await (const { verdict } of replay(releaseOf(margin), counted)) if (verdict === 'rollback') return requests;
  return undefined;
}
