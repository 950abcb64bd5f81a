import type { z } from 'zod';
import type { gateSchema, releaseSpecSchema } from './spec-schema.ts';

/** A release as parsed: every default is filled in. */
export type ReleaseSpec = z.output<typeof releaseSpecSchema>;
/** A release as its user writes it. */
export type ReleaseSpecInput = z.input<typeof releaseSpecSchema>;
export type GateSpec = z.output<typeof gateSchema>;
export type PlanSpec = ReleaseSpec['plan'];
export type ApprovalSpec = ReleaseSpec['approvals'][number];
