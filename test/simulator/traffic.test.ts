import { describe, expect, test } from '@jest/globals';
import type { ArmLook } from '../../core/decision/look.ts';
import { LateLabels } from '../../simulator/late-labels.ts';
import { Random } from '../../simulator/random.ts';
import { scenarioSchema } from '../../simulator/scenario-schema.ts';
import { trafficPlan, VirtualTraffic } from '../../simulator/virtual-traffic.ts';

const TONE = 'eval_fail_rate:tone';

describe('virtual traffic', () => {
  test.each([undefined, { meanRequests: 3, correlation: 0.2 }])(
    'comes from other cohorts when shares change (%j)',
    (sessions) => {
      const scenario = scenarioSchema.parse({
        release: { gates: [{ metric: 'error_rate', maxIncrease: 0.01, cohortBy: 'tenant' }] },
        traffic: {
          requestsPerMinute: 6_000,
          cohorts: { old: 1, young: 0 },
          cohortChanges: [{ atSeconds: 60, cohorts: { old: 0.25, young: 0.75 } }],
          ...(sessions === undefined ? {} : { sessions }),
        },
      });
      const traffic = new VirtualTraffic(trafficPlan(scenario), new Random(1, 1));
      const shareOfYoung = (from: number, seconds: number): number => {
        const { arms } = traffic.look(from, seconds, { weight: 0, mirrorRate: 0 }).look;
        const requests = (cohort: string): number =>
          arms.find((entry) => entry.cohort === cohort)?.statistics.requests ?? 0;
        return requests('tenant=young') / requests('all');
      };
      expect(shareOfYoung(0, 60)).toBe(0);
      traffic.look(60, 120, { weight: 0, mirrorRate: 0 });
      expect(shareOfYoung(180, 60)).toBeCloseTo(0.75, 1);
    },
  );

  test('labels with random delays come once each, half of them by their median', () => {
    const labels = new LateLabels({ [TONE]: { delaySeconds: { p50: 60, p99: 600 }, share: 1 } }, new Random(3, 1));
    const tally = { trials: 2_000, events: 300, fresh: { trials: 1_500, events: 100 } };
    const made: ArmLook = {
      arm: 'candidate',
      cohort: 'all',
      weight: 0.1,
      statistics: { requests: 2_000, rates: { [TONE]: tally }, values: {} },
    };
    const told = { trials: 0, events: 0, freshTrials: 0, freshEvents: 0, byMedian: 0 };
    for (let second = 10; second <= 7_200; second += 10) {
      for (const { statistics } of labels.pass(second === 10 ? [made] : [], second)) {
        const each = statistics.rates[TONE];
        told.trials += each?.trials ?? 0;
        told.events += each?.events ?? 0;
        told.freshTrials += each?.fresh?.trials ?? 0;
        told.freshEvents += each?.fresh?.events ?? 0;
        if (second <= 70) told.byMedian += each?.trials ?? 0;
      }
    }
    expect(told).toMatchObject({ trials: 2_000, events: 300, freshTrials: 1_500, freshEvents: 100 });
    expect(told.byMedian / 2_000).toBeCloseTo(0.5, 1);
  });

  test.each([
    [{ cohortChanges: [{ atSeconds: 5, cohorts: { nobody: 1 } }] }, 'no cohort "nobody" in traffic.cohorts'],
    [{ labels: { [TONE]: { delaySeconds: { p50: 60, p99: 6 } } } }, 'p99 6 is below p50 60'],
  ])('that can not be is refused with what is wrong: %j', (fields, fault) => {
    const { error } = scenarioSchema.safeParse({ traffic: { requestsPerMinute: 60, cohorts: { old: 1 }, ...fields } });
    expect(error?.issues[0]?.message).toContain(fault);
  });
});
