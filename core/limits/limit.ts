import type { z } from 'zod';
import type { budgetsSchema, keyLimitSchema, limitSchema, MEASURES, SUBJECTS, WINDOWS } from './limit-schema.ts';

/** How much may be used within a window, and what happens when the counters are away. */
export type KeyLimit = z.output<typeof keyLimitSchema>;
/** A limit of the configuration: also who shares a counter, and for whom it holds. */
export type LimitConfig = z.output<typeof limitSchema>;
/** The limits of a route version, and those of a trace. */
export type BudgetsConfig = z.output<typeof budgetsSchema>;
export type Measure = (typeof MEASURES)[number];
export type LimitWindow = (typeof WINDOWS)[number];
export type LimitSubject = (typeof SUBJECTS)[number];
