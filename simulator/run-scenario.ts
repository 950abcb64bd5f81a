import { type Decision, type Judge, type JudgeName } from './judge.ts';
import { ArgoJudge } from './judges/argo.ts';
import { FlaggerJudge } from './judges/flagger.ts';
import { GrowthbookJudge } from './judges/growthbook.ts';
import { KayentaJudge } from './judges/kayenta.ts';
import { TidegateJudge } from './judges/tidegate.ts';
import { assertNever } from '../core/assert-never.ts';
import { Random } from './random.ts';
import { type RunResult, type SimulationReport, summarise } from './simulation-report.ts';
import { changeTime, type Scenario, turningPoints } from './scenario.ts';
import { type TrafficPlan, trafficPlan, VirtualTraffic } from './virtual-traffic.ts';

export interface RunOptions {
  readonly runs: number;
  readonly seed: number;
  readonly judge: JudgeName;
}

/** Runs a scenario many times under one judge. The same seed gives the same figures. */
export function runScenario(scenario: Scenario, options: RunOptions): SimulationReport {
  return summarise(options, runsOf(scenario, options, 0, options.runs));
}

/** The runs `from` to `to` (exclusive), so that several processes can share the work and get the same runs. */
export function runsOf(scenario: Scenario, { seed, judge }: RunOptions, from: number, to: number): RunResult[] {
  const plan = trafficPlan(scenario);
  return Array.from({ length: to - from }, (_, at) => runOnce(plan, judge, seed, from + at));
}

function runOnce(plan: TrafficPlan, name: JudgeName, seed: number, run: number): RunResult {
  const { scenario } = plan;
  const traffic = new VirtualTraffic(plan, new Random(seed, 2 * run));
  const judge = judgeOf(name, scenario, new Random(seed, 2 * run + 1));
  const changeSecond = changeTime(scenario);
  const turns = turningPoints(scenario);
  let candidateRequestsAfterChange = 0;
  let excessFailures = 0;
  let decision: Decision = 'go_on';
  let second = 0;
  while (second < scenario.maxSeconds && (decision === 'go_on' || decision === 'hold')) {
    const seconds = Math.min(judge.lookSeconds(second), nextChange(turns, second, scenario.maxSeconds) - second);
    const seen = traffic.look(second, seconds, judge.exposure());
    if (second >= changeSecond) candidateRequestsAfterChange += seen.candidateRequests;
    excessFailures += seen.excessFailures;
    second += seconds;
    decision = judge.after(seen.look, second);
  }
  // A candidate that was let through goes on as it is: whoever let it through answers for that too.
  if (decision === 'completed') excessFailures += traffic.excessAtFull(second, scenario.maxSeconds);
  return {
    decision,
    second,
    changeSecond,
    candidateRequestsAfterChange,
    excessFailures,
  };
}

/** When calls go otherwise than before, or the scenario ends: no look reaches beyond. */
function nextChange(turns: readonly number[], second: number, maxSeconds: number): number {
  return Math.min(turns.find((at) => at > second) ?? maxSeconds, maxSeconds);
}

function judgeOf(name: JudgeName, scenario: Scenario, random: Random): Judge {
  switch (name) {
    case 'tidegate':
      return new TidegateJudge(scenario);
    case 'argo':
      return new ArgoJudge(scenario);
    case 'flagger':
      return new FlaggerJudge(scenario);
    case 'kayenta':
      return new KayentaJudge(scenario, random);
    case 'growthbook':
      return new GrowthbookJudge(scenario);
    default:
      return assertNever(name);
  }
}
