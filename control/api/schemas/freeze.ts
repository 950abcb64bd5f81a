import { z } from 'zod';
import { releaseNameSchema, routeNameSchema, timeSchema } from './common.ts';
import { reasonSchema, spanSchema } from './key.ts';

export const freezeSchema = z
  .object({
    route: z.string().nullable().meta({ description: 'null: all routes' }),
    reason: z.string(),
    by: z.string(),
    since: timeSchema,
    until: timeSchema.nullable().meta({ description: 'null: until it is ended' }),
  })
  .meta({ id: 'Freeze', description: 'Nothing is started and nothing goes forward' });

export const freezeListSchema = z.object({ items: z.array(freezeSchema) }).meta({ id: 'FreezeList' });

const scope = { route: routeNameSchema.optional().meta({ description: 'All routes where left out' }) };

export const newFreezeSchema = z
  .strictObject({
    ...scope,
    reason: reasonSchema.default('frozen by hand'),
    lasts: spanSchema.optional().meta({ description: 'How long; until it is ended where left out' }),
    until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Until when, instead of how long' }),
    toStable: z.boolean().default(false).meta({ description: 'Abort what is under way, so that stable serves all' }),
  })
  .refine(({ lasts, until }) => lasts === undefined || until === undefined, 'say lasts or until, not both')
  .meta({ id: 'FreezeRequest', examples: [{ route: 'support-agent', lasts: '12h', reason: 'launch day' }] });

export const frozenSchema = z
  .object({
    freeze: freezeSchema,
    aborted: z.array(releaseNameSchema).meta({ description: 'Releases that were aborted, with stable serving all' }),
    notAborted: z
      .array(z.object({ release: releaseNameSchema, why: z.string() }))
      .meta({ description: 'Releases that could not be told; while nobody watches them, stable serves all' }),
  })
  .meta({ id: 'Frozen' });

export const unfreezeSchema = z
  .strictObject({ ...scope, reason: reasonSchema.default('unfrozen by hand') })
  .meta({ id: 'UnfreezeRequest' });

export type FreezeBody = z.output<typeof freezeSchema>;
