import { z } from 'zod';

const changeSchema = z
  .object({
    kind: z.enum(['add', 'same', 'change']),
    what: z.enum(['provider', 'route', 'limit', 'notification', 'policy']),
    id: z.string(),
    fields: z.array(z.string()).meta({ description: 'Names of what differs; empty unless it is a change' }),
    needsForce: z.boolean().meta({ description: 'It changes what a live route serves, past the release process' }),
    applied: z.boolean(),
  })
  .meta({
    id: 'ConfigChange',
    description: 'What the configuration comes to for one provider, route, limit, notification or policy',
  });

export const applyResultSchema = z
  .object({ dryRun: z.boolean(), changes: z.array(changeSchema) })
  .meta({ id: 'ApplyResult', description: 'What applying the configuration did, or would do' });

export type ConfigChange = z.output<typeof changeSchema>;
