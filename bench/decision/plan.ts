import { planRelease, type PlannedGate } from '../../core/decision/plan.ts';
import { formatDuration, parseDuration } from '../../core/duration.ts';
import { addStatistics, EMPTY_STATISTICS, type Statistics } from '../../core/llm/statistics.ts';
import { planSteps } from '../../core/release/steps.ts';
import { Random } from '../../simulator/random.ts';
import { runsOf } from '../../simulator/run-scenario.ts';
import type { Scenario, ScenarioInput } from '../../simulator/scenario.ts';
import { scenarioSchema } from '../../simulator/scenario-schema.ts';
import type { RunResult } from '../../simulator/simulation-report.ts';
import { trafficPlan, VirtualTraffic } from '../../simulator/virtual-traffic.ts';

/* `npm run bench:plan`: what a plan foretells, beside what a simulation of the same release comes to. */

interface Check {
  readonly name: string;
  readonly scenario: ScenarioInput;
  /** The worsening as the plan lists it; none where the candidate is healthy. */
  readonly worsening?: string;
}

const RUNS = Number(process.argv[2] ?? 100);
const errors: ScenarioInput['release'] = {
  plan: { shadow: 'off' },
  gates: [{ metric: 'error_rate', maxIncrease: 0.01 }],
};
const latency: ScenarioInput['release'] = {
  plan: { shadow: 'off' },
  gates: [{ metric: 'latency_p95', maxRatio: 1.3 }],
};
const cost: ScenarioInput['release'] = {
  plan: { shadow: 'off' },
  gates: [{ metric: 'cost_per_request', maxRatio: 1.25 }],
};
const busy = { requestsPerMinute: 600 };
const scarce = { requestsPerMinute: 60 };
const DAY = 86_400;

const CHECKS: readonly Check[] = [
  { name: 'errors, 600/min, healthy', scenario: { release: errors, traffic: busy, maxSeconds: DAY } },
  { name: 'errors, 60/min, healthy', scenario: { release: errors, traffic: scarce, maxSeconds: DAY } },
  { name: 'latency, 600/min, healthy', scenario: { release: latency, traffic: busy, maxSeconds: DAY } },
  {
    name: 'errors, 600/min',
    worsening: '+5 points',
    scenario: { release: errors, traffic: busy, candidate: { errorRate: 0.06 } },
  },
  {
    name: 'errors, 600/min',
    worsening: '+10 points',
    scenario: { release: errors, traffic: busy, candidate: { errorRate: 0.11 } },
  },
  {
    name: 'errors, 600/min',
    worsening: '+30 points',
    scenario: { release: errors, traffic: busy, candidate: { errorRate: 0.31 } },
  },
  {
    name: 'errors, 60/min',
    worsening: '+10 points',
    scenario: { release: errors, traffic: scarce, candidate: { errorRate: 0.11 }, maxSeconds: DAY },
  },
  {
    name: 'latency, 600/min',
    worsening: 'x 2',
    scenario: { release: latency, traffic: busy, candidate: { latencyMs: { p50: 1_600, p99: 8_000 } } },
  },
  {
    name: 'cost, 600/min',
    worsening: 'x 2',
    scenario: { release: cost, traffic: busy, candidate: { costUsd: { mean: 0.004, p99: 0.02 } } },
  },
];

console.log('| release | worsening | planned, 80 % / 95 % | simulated, 80 % / 95 % of runs |');
console.log('|---|---|---|---|');
for (const { name, worsening, scenario: input } of CHECKS) {
  const scenario = scenarioSchema.parse(input);
  const runs = runsOf(scenario, { runs: RUNS, seed: 1, judge: 'tidegate' }, 0, RUNS);
  const plan = planOf(scenario);
  const cells =
    worsening === undefined
      ? ['none', `${inTime(plan.seconds)} to complete`, `${endings(runs, 'completed', 0.8)} (80 %)`]
      : [
          worsening,
          seen(plan.gates[0], worsening),
          `${endings(runs, 'rolled_back', 0.8)} / ${endings(runs, 'rolled_back', 0.95)}`,
        ];
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}

function planOf(scenario: Scenario): ReturnType<typeof planRelease> {
  const { gates, risk, plan, onInconclusive } = scenario.release;
  return planRelease({
    charter: { gates, risk },
    steps: planSteps(plan),
    limits: { maxDurationMs: parseDuration(plan.maxDuration) ?? 0, onInconclusive },
    requestsPerMinute: scenario.traffic.requestsPerMinute,
    history: historyOf(scenario),
  });
}

/** What stable's past would be: an hour of its calls. */
function historyOf(scenario: Scenario): Statistics {
  const traffic = new VirtualTraffic(trafficPlan(scenario), new Random(7, 7));
  let history = EMPTY_STATISTICS;
  for (let second = 0; second < 3_600; second += 60) {
    const { look } = traffic.look(second, 60, { weight: 0, mirrorRate: 0 });
    for (const { statistics } of look.arms) history = addStatistics(history, statistics);
  }
  return history;
}

function seen(gate: PlannedGate | undefined, worsening: string): string {
  const found = gate?.sees.find((each) => each.worsening === worsening);
  return `${inTime(found?.p80?.seconds)} / ${inTime(found?.p95?.seconds)}`;
}

/** When that share of all runs had ended so. */
function endings(runs: readonly RunResult[], decision: RunResult['decision'], share: number): string {
  const seconds = runs
    .map((run) => (run.decision === decision ? run.second : Infinity))
    .toSorted((one, other) => one - other);
  const at = seconds[Math.ceil(share * seconds.length) - 1] ?? Infinity;
  return inTime(Number.isFinite(at) ? at : null);
}

function inTime(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? 'never' : formatDuration(seconds * 1_000);
}
