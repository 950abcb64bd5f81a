import type { z } from 'zod';
import type { keyLimitSchema } from './limit-schema.ts';

/** How much may be used within a window, and what happens when the counters are away. */
export type KeyLimit = z.output<typeof keyLimitSchema>;
