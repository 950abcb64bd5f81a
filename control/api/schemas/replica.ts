import { z } from 'zod';
import { pageOf, timeSchema } from './common.ts';

export const replicaSchema = z
  .object({
    id: z.string(),
    address: z.string(),
    live: z.boolean().meta({ description: 'Heard of within its lease: it may serve candidates' }),
    silentMs: z.number().meta({ description: 'Since it was last heard of' }),
    appliedSnapshot: z.number().int(),
    startedAt: timeSchema,
  })
  .meta({ id: 'Replica', description: 'One gateway process and the snapshot that it runs' });

export const replicaPageSchema = pageOf('ReplicaPage', replicaSchema);

export type Replica = z.output<typeof replicaSchema>;
