import type { GateSpec } from '../../../core/release/spec.ts';

/* The answers of the control plane, as its schemas say them. Types only: nothing of the server is bundled. */

export type { GateReportBody as GateReport } from '../../../control/api/schemas/evidence.ts';
export type { Problem } from '../../../control/api/schemas/problem.ts';
export type {
  ObservationBody as Observation,
  Release,
  ReleaseEventBody as ReleaseEvent,
  ReleaseStepBody as ReleaseStep,
  ReleaseSummary,
} from '../../../control/api/schemas/release.ts';
export type { Route } from '../../../control/api/schemas/route.ts';
export type { GateSpec };

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
