import { z } from 'zod';
import { limitSchema, MEASURES } from '../../../core/limits/limit-schema.ts';
import { pageOf, timeSchema } from './common.ts';

export const limitPageSchema = pageOf('LimitPage', limitSchema);

const limitEventSchema = z
  .object({
    limitId: z.string(),
    counter: z
      .string()
      .meta({ description: 'Whose it was: the limit, and the key, tenant, team or route it counts for' }),
    level: z.enum(['warn', 'reached']).meta({ description: '`reached`: calls were refused from then on' }),
    measure: z.enum(MEASURES),
    used: z.number(),
    max: z.number(),
    windowStart: timeSchema,
    at: timeSchema,
  })
  .meta({ id: 'LimitEvent', description: 'A limit that came to its warning level, or to its end' });

export const limitEventPageSchema = pageOf('LimitEventPage', limitEventSchema);

export type LimitEventBody = z.output<typeof limitEventSchema>;
