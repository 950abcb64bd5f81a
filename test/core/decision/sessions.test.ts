import { describe, expect, test } from '@jest/globals';
import { absorb, emptyEvidence, judge, verdictOf } from '../../../core/decision/engine.ts';
import { seeded } from './random.ts';
import { type SessionModel, SessionTraffic } from './session-traffic.ts';
import { charter, gate, ON_CANARY } from './virtual-release.ts';

const ERRORS = charter(gate({ metric: 'error_rate', maxIncrease: 0.01 }));
const WHOLE_SESSIONS_FAIL: SessionModel = {
  requestsPerSecond: 10,
  weight: 0.1,
  meanCalls: 8,
  meanGapSeconds: 10,
  correlation: 1,
  stable: 0.02,
  candidate: 0.02,
};
const INDEPENDENT: SessionModel = { ...WHOLE_SESSIONS_FAIL, correlation: 0, candidate: 0.2 };

interface Way {
  readonly seconds: number;
  readonly lookSeconds?: number;
  readonly tellsUnits: boolean;
}

/** The second of the rollback, if there was one. */
function rolledBackAt(model: SessionModel, seed: number, { seconds, lookSeconds = 1, tellsUnits }: Way): number {
  const traffic = new SessionTraffic(model, seeded(seed), { tellsUnits });
  const { weight } = model;
  let evidence = emptyEvidence(ERRORS);
  for (let second = 0; second < seconds; second += lookSeconds) {
    evidence = absorb(ERRORS, evidence, traffic.look(lookSeconds));
    if (verdictOf(ERRORS, evidence, { ...ON_CANARY, weight }).kind === 'rollback') return second;
  }
  return Infinity;
}

function rollbacks(model: SessionModel, runs: number, way: Way): number {
  return Array.from({ length: runs }, (_, seed) => rolledBackAt(model, seed, way)).filter(Number.isFinite).length;
}

describe('calls that belong together', () => {
  // At 5 % each, 40 releases have more than 6 false rollbacks less than once in a hundred times.
  test('sessions that fail as a whole do not condemn a healthy candidate', () => {
    expect(rollbacks(WHOLE_SESSIONS_FAIL, 25, { seconds: 500, tellsUnits: true })).toBeLessThanOrEqual(3);
  });

  test('nor where nothing is known of sessions but long looks', () => {
    const short = { ...WHOLE_SESSIONS_FAIL, correlation: 0.5, meanGapSeconds: 3 };
    expect(rollbacks(short, 40, { seconds: 1_800, lookSeconds: 60, tellsUnits: false })).toBeLessThanOrEqual(6);
  });

  test('a fault that strikes call by call is caught nearly as fast with units as without', () => {
    const median = (tellsUnits: boolean): number => {
      const at = Array.from({ length: 15 }, (_, seed) => rolledBackAt(INDEPENDENT, seed, { seconds: 600, tellsUnits }));
      return at.toSorted((one, other) => one - other)[7] ?? Infinity;
    };
    expect(median(true)).toBeLessThan(2.5 * median(false));
  });

  test('a candidate that breaks whole sessions is caught too', () => {
    const broken = { ...WHOLE_SESSIONS_FAIL, candidate: 0.4 };
    expect(rollbacks(broken, 8, { seconds: 1_200, tellsUnits: true })).toBeGreaterThanOrEqual(6);
  });

  test('a proof of health takes more calls where they go together', () => {
    const model = { ...WHOLE_SESSIONS_FAIL, weight: 0.5, candidate: 0.02 };
    const proof = (correlation: number): number => {
      const traffic = new SessionTraffic({ ...model, correlation }, seeded(3), { tellsUnits: true });
      let evidence = emptyEvidence(ERRORS);
      for (let look = 0; look < 400; look += 1) evidence = absorb(ERRORS, evidence, traffic.look(1));
      return judge(ERRORS, evidence, ON_CANARY).gates[0]?.promotionEValue ?? 0;
    };
    expect(proof(1)).toBeLessThan(proof(0));
  });
});
