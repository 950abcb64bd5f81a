import { describe, expect, test } from '@jest/globals';
import { correlatedBatches, type CorrelatedModel, seededRandom } from '../../../bench/decision/correlated-batches.ts';
import {
  addClustering,
  type Clustering,
  clusteringFactor,
  NO_CLUSTERING,
  withoutLatest,
} from '../../../core/decision/clustering.ts';

const INDEPENDENT: CorrelatedModel = {
  requestsPerSecond: 10,
  weight: 0.1,
  calls: 1,
  gapSeconds: 5,
  correlated: 0,
  stable: 0.02,
  candidate: 0.02,
  lookSeconds: 1,
};
const WHOLE_SESSIONS: CorrelatedModel = { ...INDEPENDENT, calls: 8, correlated: 1 };

function afterAnHour(model: CorrelatedModel, seed: number): Clustering {
  let clustering = NO_CLUSTERING;
  for (const { arms } of correlatedBatches(model, seededRandom(seed), 3_600)) {
    const { trials = 0, events = 0 } = arms[0]?.rates['error_rate'] ?? {};
    clustering = addClustering(clustering, { count: trials, sum: events });
  }
  return clustering;
}

const factors = (model: CorrelatedModel): number[] =>
  Array.from({ length: 20 }, (_, seed) => clusteringFactor(afterAnHour(model, seed)));

describe('clustering of bad calls where no units are told', () => {
  test('independent calls count in full', () => {
    expect(factors(INDEPENDENT).filter((factor) => factor > 1.05).length).toBeLessThanOrEqual(5);
  });

  test('sessions that fail as a whole count for no more than sessions', () => {
    for (const factor of factors(WHOLE_SESSIONS)) expect(factor).toBeGreaterThan(8);
  });

  test('what an incident brought is taken back', () => {
    const usual = afterAnHour(INDEPENDENT, 1);
    let shaken = usual;
    for (let second = 0; second < 20; second += 1) shaken = addClustering(shaken, { count: 9, sum: 5 });
    expect(clusteringFactor(shaken)).toBeGreaterThan(3);
    expect(clusteringFactor(withoutLatest(shaken, 0.02))).toBeLessThan(1.2);
  });

  test('looks of other lengths come to the same, whatever is told in one of them', () => {
    const long = factors({ ...WHOLE_SESSIONS, lookSeconds: 5 });
    for (const [seed, factor] of factors(WHOLE_SESSIONS).entries()) {
      expect(factor / (long[seed] ?? 0)).toBeGreaterThan(0.75);
      expect(factor / (long[seed] ?? 0)).toBeLessThan(1.35);
    }
  });
});
