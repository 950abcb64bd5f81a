import type { Schema } from '../../../client/types.ts';

export type { GateSpec } from '../../../core/release/spec.ts';

/* The answers of the control plane that the page is made of, as its OpenAPI document says them. */

export type GateReport = Schema<'GateReport'>;
export type Observation = Schema<'Observation'>;
export type Release = Schema<'Release'>;
export type ReleaseEvent = Schema<'ReleaseEvent'>;
export type ReleaseStep = Schema<'ReleaseStep'>;
export type ReleaseSummary = Schema<'ReleaseSummary'>;
export type Route = Schema<'Route'>;
export type Budget = Schema<'Budget'>;
export type CostItem = Schema<'CostItem'>;
export type Freeze = Schema<'Freeze'>;
export type ReleasePlan = Schema<'ReleasePlan'>;
export type ReleasePreview = Schema<'ReleasePreview'>;
export type Span = Schema<'TraceTree'>['spans'][number];
export type Trace = Schema<'Trace'>;
export type TraceBody = Schema<'TraceBody'>;
