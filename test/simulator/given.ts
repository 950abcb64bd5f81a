import { type RunOptions, runScenario } from '../../simulator/run-scenario.ts';
import type { ScenarioInput } from '../../simulator/scenario.ts';
import { scenarioSchema } from '../../simulator/scenario-schema.ts';
import type { SimulationReport } from '../../simulator/simulation-report.ts';

/** A short release on errors, without the long waits of a real one. */
export const QUICK: ScenarioInput = {
  release: {
    plan: {
      shadow: 'off',
      canary: { weight: 0.1, minRequests: 50, minDuration: '10s' },
      ramp: [{ weight: 0.5, minRequests: 50, minDuration: '10s' }],
      bake: { duration: '10s' },
    },
    gates: [{ metric: 'error_rate', maxIncrease: 0.05 }],
  },
  traffic: { requestsPerMinute: 3_000 },
  maxSeconds: 600,
};

export function simulate(scenario: ScenarioInput, options: Partial<RunOptions> = {}): SimulationReport {
  return runScenario(scenarioSchema.parse(scenario), { runs: 20, seed: 1, judge: 'tidegate', ...options });
}
