import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { absorb, emptyEvidence, judge } from '../../../core/decision/engine.ts';
import type { Evidence } from '../../../core/decision/evidence.ts';
import { EVERYONE, type Look } from '../../../core/decision/look.ts';
import type { PairTally } from '../../../core/llm/statistics.ts';
import { type Random, seeded } from './random.ts';
import { charter, drawLook, gate, ON_CANARY, type Traffic, VirtualRelease } from './virtual-release.ts';

const HEALTHY = {
  rates: { error_rate: 0.01, schema_invalid_rate: 0.01 },
  latency: { medianMs: 800, sigma: 0.69 },
} as const;
const ERRORS = gate({ metric: 'error_rate', maxIncrease: 0.01 });
const WIDE_ERRORS = gate({ metric: 'error_rate', maxIncrease: 0.05 });
const DEMO_GATES = [
  WIDE_ERRORS,
  gate({ metric: 'latency_p95', maxRatio: 1.5 }),
  gate({ metric: 'schema_invalid_rate', maxIncrease: 0.05 }),
];

const traffic = (fields: Partial<Traffic> = {}): Traffic => ({
  requestsPerLook: 50,
  weight: 0.1,
  stable: HEALTHY,
  candidate: HEALTHY,
  ...fields,
});
const failing = (rate: number) => ({ ...HEALTHY, rates: { ...HEALTHY.rates, error_rate: rate } });

describe('rollback', () => {
  test('a candidate that fails three calls in ten is condemned within a few dozen requests', () => {
    const requests = Array.from({ length: 21 }, (_, seed) => {
      return new VirtualRelease(charter(...DEMO_GATES), traffic({ candidate: failing(0.3) }), seed).until(
        'rollback',
        60,
      )?.requests;
    });
    expect(median(requests)).toBeLessThanOrEqual(30);
  });

  test('the reason is a sentence with its numbers and names the gate', () => {
    const end = new VirtualRelease(charter(...DEMO_GATES), traffic({ candidate: failing(0.3) })).until('rollback', 60);
    expect(end?.verdict.gate).toBe('error_rate');
    expect(end?.verdict.reason).toMatch(
      /^error_rate of the candidate \d+\.\d % against \d+\.\d % \(margin 5\.0 pp\), e-value [\d,.]+ of 60 needed, \d+ requests$/,
    );
  });

  test('a candidate that turns bad after minutes of health is caught within seconds', () => {
    const seconds = [1, 2, 3, 4, 5].map((seed) => {
      const release = new VirtualRelease(charter(ERRORS), traffic(), seed)
        .after(300)
        .change({ candidate: failing(0.3) });
      return release.until('rollback', 60)?.seconds;
    });
    expect(median(seconds)).toBeLessThanOrEqual(12);
  });

  test('a slower tail is caught though the median does not move', () => {
    const slow = { ...HEALTHY, latency: { medianMs: 800, sigma: 1.1 } };
    const release = new VirtualRelease(
      charter(gate({ metric: 'latency_p95', maxRatio: 1.2 })),
      traffic({ candidate: slow }),
    );
    expect(release.until('rollback', 300)?.verdict.reason).toContain('latency_p95 of the candidate');
  });

  test('doubled cost is caught through heavy tails', () => {
    const stable = { cost: { meanUsd: 0.002, sigma: 0.85 } };
    const candidate = { cost: { meanUsd: 0.004, sigma: 0.85 } };
    const release = new VirtualRelease(
      charter(gate({ metric: 'cost_per_request', maxRatio: 1.15 })),
      traffic({ stable, candidate }),
    );
    const end = release.until('rollback', 120);
    expect(end?.requests).toBeLessThan(250);
    expect(end?.verdict.reason).toContain('cost_per_request of the candidate $0.00');
  });

  test('a fault in one cohort is caught and named', () => {
    const cohorts = { 'tenant=free': { share: 0.8 }, 'tenant=acme': { share: 0.2, candidate: failing(0.4) } };
    const release = new VirtualRelease(charter({ ...ERRORS, cohortBy: 'tenant' }), traffic({ cohorts }));
    const end = release.until('rollback', 120);
    expect(end).toBeDefined();
    release.after(30);
    const acme = release.judge().gates.find((report) => report.key === 'error_rate{tenant=acme}');
    expect(acme?.state).toBe('breached');
    expect(release.judge().gates.find((report) => report.key === 'error_rate{tenant=free}')?.state).not.toBe(
      'breached',
    );
  });

  test('less of what should be more is worse: a cache that stops hitting', () => {
    const release = new VirtualRelease(
      charter(gate({ metric: 'cache_hit_rate', maxIncrease: 0.1 })),
      traffic({ stable: { rates: { cache_hit_rate: 0.6 } }, candidate: { rates: { cache_hit_rate: 0.2 } } }),
    );
    expect(release.until('rollback', 60)?.verdict.reason).toMatch(
      /cache_hit_rate of the candidate [12]\d\.\d % against [56]/,
    );
  });

  test('a gate that is set to hold does not roll back', () => {
    const release = new VirtualRelease(
      charter({ ...ERRORS, onBreach: 'hold' }),
      traffic({ candidate: failing(0.3) }),
    ).after(60);
    expect(release.judge().verdict).toMatchObject({ kind: 'hold', gate: 'error_rate' });
  });

  test('in shadow, pairs condemn a candidate that breaks the structure of answers', () => {
    const release = charter(gate({ metric: 'schema_invalid_rate', maxIncrease: 0.02 }));
    const pairs: PairTally = { bothGood: 70, onlyStableBad: 1, onlyCandidateBad: 29, bothBad: 0 };
    const evidence = absorb(release, emptyEvidence(release), shadowLook({ schema_invalid_rate: pairs }, 100));
    const { verdict } = judge(release, evidence, { ...ON_CANARY, stage: 'shadow', weight: 0, minPairs: 50 });
    expect(verdict.kind).toBe('rollback');
  });
});

describe('false alarms', () => {
  test('healthy candidates are rolled back at most at the stated rate', () => {
    const runs = 60;
    let rolledBack = 0;
    for (let seed = 0; seed < runs; seed += 1) {
      const release = new VirtualRelease(
        charter(ERRORS, gate({ metric: 'schema_invalid_rate', maxIncrease: 0 })),
        traffic({ requestsPerLook: 20, stable: { rates: HEALTHY.rates }, candidate: { rates: HEALTHY.rates } }),
        seed,
      );
      if (release.until('rollback', 150) !== undefined) rolledBack += 1;
    }
    expect(rolledBack / runs).toBeLessThanOrEqual(0.05);
  });

  test('an incident on both arms holds the release and does not blame the candidate', () => {
    const release = new VirtualRelease(charter(ERRORS), traffic())
      .after(120)
      .change({ stable: failing(0.5), candidate: failing(0.5) });
    const seen = new Set<string>();
    for (let second = 0; second < 60; second += 1) seen.add(release.after(1).judge().verdict.kind);
    expect(seen).not.toContain('rollback');
    const { verdict } = release.judge();
    expect(verdict).toMatchObject({ kind: 'hold', gate: 'error_rate' });
    expect(verdict.reason).toContain('stable itself has an incident');
    expect(release.change(traffic()).after(120).judge().verdict.kind).toBe('promote');
  });

  test('a limit that both arms break is nobody’s fault', () => {
    const limit = gate({ metric: 'error_rate', limit: 0.05 });
    const release = new VirtualRelease(
      charter(limit),
      traffic({ stable: failing(0.3), candidate: failing(0.3) }),
    ).after(120);
    expect(release.judge().verdict.kind).toBe('hold');
    expect(release.judge().verdict.reason).toContain('both arms are beyond the limit');
  });

  test('a limit that only the candidate breaks is its fault', () => {
    const limit = gate({ metric: 'latency_p95', limitMs: 4_000 });
    const slow = { ...HEALTHY, latency: { medianMs: 2_400, sigma: 0.69 } };
    const release = new VirtualRelease(charter(limit), traffic({ candidate: slow }));
    expect(release.until('rollback', 120)?.verdict.gate).toBe('latency_p95');
  });
});

describe('promotion', () => {
  test('a healthy release passes its steps, and the last only with every promoting gate proved', () => {
    const release = new VirtualRelease(charter(...DEMO_GATES), traffic({ weight: 0.05 }), 1, { minRequests: 50 });
    expect(release.until('promote', 60)?.verdict.reason).toMatch(/requests at 5\.0 % and no gate looks bad/);
    release.change({ weight: 0.5 });
    expect(release.judge({ lastBeforeFull: true }).verdict.kind).toBe('continue');
    for (let second = 0; second < 60 && release.judge({ lastBeforeFull: true }).verdict.kind !== 'promote'; second += 1)
      release.after(1);
    expect(release.judge({ lastBeforeFull: true }).verdict.reason).toContain(
      'all 3 promoting gates have proved the margin kept',
    );
  });

  test('a candidate at its margin is not promoted to everybody, whatever its luck at first', () => {
    let promoted = 0;
    for (let seed = 0; seed < 30; seed += 1) {
      const release = new VirtualRelease(charter(ERRORS), traffic({ weight: 0.5, candidate: failing(0.02) }), seed, {
        lastBeforeFull: true,
      });
      if (release.until('promote', 120) !== undefined) promoted += 1;
    }
    expect(promoted).toBeLessThanOrEqual(4);
  });

  test('old health does not buy a promotion after the candidate has turned', () => {
    const release = new VirtualRelease(
      charter(gate({ metric: 'error_rate', maxIncrease: 0.02 })),
      traffic({ weight: 0.5 }),
    ).after(600);
    expect(release.judge({ lastBeforeFull: true }).verdict.kind).toBe('promote');
    release.change({ candidate: failing(0.06) }).after(20);
    expect(release.judge({ lastBeforeFull: true }).verdict.kind).not.toBe('promote');
  });

  test('a step waits for its requests and its time', () => {
    const release = new VirtualRelease(charter(ERRORS), traffic()).after(10);
    expect(release.judge({ minRequests: 10_000 }).verdict).toMatchObject({ kind: 'continue' });
    expect(release.judge({ minRequests: 1, minDurationMs: 60_000 }).verdict.reason).toContain('50 s more');
  });

  test('in bake the verdict says that nothing ran beside it', () => {
    const release = new VirtualRelease(charter(ERRORS), traffic()).after(60).change({ weight: 1 }).after(30);
    const bake = { stage: 'bake', minRequests: 0, lastBeforeFull: true } as const;
    expect(release.judge(bake).verdict.kind).toBe('promote');
    expect(release.judge(bake).verdict.reason).toContain('no stable arm runs beside it');
    release.change({ candidate: failing(0.4) }).after(20);
    expect(release.judge(bake).verdict.kind).toBe('rollback');
    expect(release.judge(bake).verdict.reason).toContain('no stable arm runs beside it');
  });
});

describe('missing data never promotes', () => {
  const demands = { ...ON_CANARY, minRequests: 1, stepElapsedMs: 600_000, releaseElapsedMs: 600_000 };

  test('no traffic at all holds, with the reason and what would resolve it', () => {
    const { verdict, gates } = judge(charter(ERRORS), emptyEvidence(charter(ERRORS)), demands);
    expect(verdict).toMatchObject({ kind: 'hold' });
    expect(verdict.reason).toContain('no traffic');
    expect(verdict.resolution).toBeDefined();
    expect(gates.map((report) => report.state)).toEqual(['no_data']);
  });

  test('a promoting gate without trials holds, one that does not promote is passed over', () => {
    const blind = gate({ metric: 'eval_fail_rate:tone', maxIncrease: 0.02 });
    const release = new VirtualRelease(charter(ERRORS, blind), traffic()).after(60);
    expect(release.judge(demands).verdict).toMatchObject({ kind: 'hold', gate: 'eval_fail_rate:tone' });
    const lenient = new VirtualRelease(charter(ERRORS, { ...blind, promotes: false }), traffic()).after(60);
    expect(lenient.judge(demands).verdict.kind).toBe('promote');
  });

  test('an arm that is alone yields no evidence, however bad it is', () => {
    fc.assert(
      fc.property(fc.constantFrom('stable', 'candidate'), fc.integer({ min: 1, max: 30 }), (arm, looks) => {
        const release = charter(...DEMO_GATES);
        let evidence = emptyEvidence(release);
        for (let look = 0; look < looks; look += 1) {
          const drawn = drawLook(seeded(look), traffic({ candidate: failing(0.9) }), look);
          evidence = absorb(release, evidence, { ...drawn, arms: drawn.arms.filter((entry) => entry.arm === arm) });
        }
        for (const report of judge(release, evidence, demands).gates) {
          expect(report.eValue).toBeLessThan(1.0001);
          expect(report.promotionEValue).toBeLessThan(1.0001);
          expect(report.state).toBe('no_data');
        }
      }),
      { numRuns: 20 },
    );
  });

  test('an evaluator that breaks on the way holds, until it reports again', () => {
    const judged = { rates: { ...HEALTHY.rates, 'eval_fail_rate:tone': 0.02 } };
    const release = new VirtualRelease(
      charter(ERRORS, gate({ metric: 'eval_fail_rate:tone', maxIncrease: 0.05 })),
      traffic({ stable: judged, candidate: judged }),
    ).after(120);
    expect(release.judge(demands).verdict.kind).toBe('promote');
    release.change({ stable: { rates: HEALTHY.rates }, candidate: { rates: HEALTHY.rates } }).after(60);
    expect(release.judge(demands).verdict).toMatchObject({ kind: 'hold', gate: 'eval_fail_rate:tone' });
    expect(release.judge(demands).verdict.reason).toContain('has fallen silent');
    release.change({ stable: judged, candidate: judged }).after(5);
    expect(release.judge(demands).verdict.kind).toBe('promote');
  });

  test('shares of traffic that are not as assigned hold, and it goes on when they are', () => {
    const release = new VirtualRelease(charter(ERRORS), traffic({ weight: 0.3 }), 1, { minRequests: 1 }).after(200);
    expect(release.judge().verdict.kind).toBe('promote');
    const lost = drawLook(seeded(1), traffic({ weight: 0.1, requestsPerLook: 900 }), 201);
    const told = { ...lost, arms: lost.arms.map((entry) => ({ ...entry, weight: 0.3 })) };
    release.evidence = absorb(release.charter, release.evidence, told);
    expect(release.judge().verdict).toMatchObject({ kind: 'hold' });
    expect(release.judge().verdict.reason).toContain('far fewer calls than the 30.0 % assigned');
    expect(release.after(60).judge().verdict.kind).toBe('promote');
  });

  test('a metric provider that fails holds, and its failures are no evidence', () => {
    const release = charter(gate({ metric: 'prometheus:queue', maxRatio: 1.2 }), ERRORS);
    const calls = new VirtualRelease(release, traffic()).after(60);
    const evidence = absorb(release, calls.evidence, { atMs: 61_000, arms: [], pairs: [], external: { queue: null } });
    expect(judge(release, evidence, demands).verdict).toMatchObject({ kind: 'hold', gate: 'prometheus:queue' });
  });

  test('a release without time left is inconclusive, and ends as its user said', () => {
    const late = { releaseElapsedMs: 86_400_000, lastBeforeFull: true };
    const release = new VirtualRelease(charter(ERRORS), traffic()).after(20);
    expect(release.judge(late).verdict).toMatchObject({ kind: 'hold' });
    expect(release.judge({ ...late, onInconclusive: 'rollback' }).verdict).toMatchObject({ kind: 'rollback' });
    expect(release.judge(late).verdict.reason).toContain('inconclusive after 24 h');
    expect(release.judge(late).gates[0]?.state).toBe('inconclusive');
  });
});

describe('evidence', () => {
  const release = charter(...DEMO_GATES, gate({ metric: 'error_rate', maxRatio: 3, cohortBy: 'tenant' }));
  const mixed = traffic({
    candidate: failing(0.05),
    cohorts: { 'tenant=a': { share: 0.6 }, 'tenant=b': { share: 0.4 } },
  });
  const looks = Array.from({ length: 40 }, (_, second) => drawLook(seeded(second + 7), mixed, second));

  test('an empty look changes nothing', () => {
    const evidence = looks.reduce((before, look) => absorb(release, before, look), emptyEvidence(release));
    expect(absorb(release, evidence, { atMs: 99_000, arms: [], pairs: [] })).toEqual(evidence);
    const blank = { requests: 0, rates: {}, values: {} };
    const blankLook: Look = {
      atMs: 99_000,
      arms: [{ arm: 'stable', cohort: EVERYONE, weight: 0.1, statistics: blank }],
      pairs: [],
    };
    expect(absorb(release, evidence, blankLook)).toEqual(evidence);
  });

  test('the order of entries within a look changes nothing', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = seeded(seed);
        const shuffled = looks.map((look) => ({ ...look, arms: shuffle(look.arms, random) }));
        expect(fold(shuffled)).toEqual(fold(looks));
      }),
      { numRuns: 10 },
    );
  });

  test('survives serialisation, so that a crash and a resume end in the same verdict', () => {
    let resumed = emptyEvidence(release);
    for (const look of looks) resumed = absorb(release, JSON.parse(JSON.stringify(resumed)) as Evidence, look);
    expect(resumed).toEqual(fold(looks));
    expect(judge(release, resumed, ON_CANARY)).toEqual(judge(release, fold(looks), ON_CANARY));
  });

  test('does not change what it was made from', () => {
    const before = fold(looks.slice(0, 5));
    const copy = structuredClone(before);
    absorb(release, before, looks[6] ?? { atMs: 0, arms: [], pairs: [] });
    expect(before).toEqual(copy);
  });

  test('of another format is refused', () => {
    const foreign = { ...emptyEvidence(release), format: 2 } as unknown as Evidence;
    expect(() => judge(release, foreign, ON_CANARY)).toThrow('format 2');
  });

  test('every gate reports an interval that holds its estimate', () => {
    const { gates } = judge(release, fold(looks), ON_CANARY);
    const interval = gates.find((report) => report.key === 'error_rate')?.difference;
    expect(interval?.low).toBeLessThan(interval?.estimate ?? 0);
    expect(interval?.high).toBeGreaterThan(interval?.estimate ?? 0);
  });

  function fold(given: readonly Look[]): Evidence {
    return given.reduce((before, look) => absorb(release, before, look), emptyEvidence(release));
  }
});

function shadowLook(rates: Readonly<Record<string, PairTally>>, pairs: number): Look {
  return { atMs: 1_000, arms: [], pairs: [{ cohort: EVERYONE, statistics: { pairs, rates, ratios: {} } }] };
}

function shuffle<Item>(items: readonly Item[], { uniform }: Random): Item[] {
  const keyed = items.map((item) => ({ item, key: uniform() }));
  return keyed.toSorted((one, other) => one.key - other.key).map(({ item }) => item);
}

function median(values: readonly (number | undefined)[]): number {
  const sorted = values.map((value) => value ?? Infinity).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}
