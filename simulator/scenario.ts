import type { z } from 'zod';
import type { scenarioSchema } from './scenario-schema.ts';

/** A scenario as parsed: every default is filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** When what the scenario is about happens: the last of its changes, or the start. */
export function changeTime(scenario: Scenario): number {
  return scenario.changes.reduce((latest, { atSeconds }) => Math.max(latest, atSeconds), 0);
}

/** When calls or their mix go otherwise than before. */
export function turningPoints(scenario: Scenario): readonly number[] {
  const times = [...scenario.changes, ...scenario.traffic.cohortChanges].map(({ atSeconds }) => atSeconds);
  return [...new Set(times)].toSorted((one, other) => one - other);
}
