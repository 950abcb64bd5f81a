import type { SimulationReport } from '../../simulator/simulation-report.ts';
import type { BenchmarkScenario } from './scenarios.ts';

/** What one judge made of one scenario. */
export interface Measured {
  readonly scenario: BenchmarkScenario;
  readonly report: SimulationReport;
}
