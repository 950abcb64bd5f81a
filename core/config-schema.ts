import { z } from 'zod';
import { limitSchema } from './limits/limit-schema.ts';
import { notificationTargetSchema } from './notify/target-schema.ts';
import { releasePolicySchema } from './release/policy-schema.ts';
import { routeIdSchema } from './release/spec-schema.ts';
import { ASSIGNMENT_UNITS } from './route/assignment.ts';
import { providerSchema } from './route/provider-schema.ts';
import { routeVersionSchema } from './route/version-schema.ts';

export const routeConfigSchema = z.strictObject({
  id: routeIdSchema,
  assignBy: z.array(z.enum(ASSIGNMENT_UNITS)).min(1).max(4).default(['session', 'user', 'trace']),
  stable: routeVersionSchema.describe('Becomes version 1, or a new version when changed'),
  policy: releasePolicySchema.optional().describe('What it asks of its releases; stays as it is where left out'),
});

/** The configuration file (`TIDEGATE_CONFIG`, `tidegate apply -f`). Its JSON Schema for editors is generated from this. */
export const configFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    providers: z.array(providerSchema).max(200).default([]),
    routes: z.array(routeConfigSchema).max(20_000).default([]),
    limits: z.array(limitSchema).max(1_000).default([]),
    notifications: z.array(notificationTargetSchema).max(100).default([]),
    policy: releasePolicySchema
      .optional()
      .describe('What every route asks of its releases, beside its own policy; stays as it is where left out'),
  })
  .superRefine((file, context) => {
    reportTwice('providers', file.providers, context);
    reportTwice('routes', file.routes, context);
    reportTwice('limits', file.limits, context);
    reportTwice('notifications', file.notifications, context);
  });

export type ConfigFile = z.output<typeof configFileSchema>;
export type RouteConfig = z.output<typeof routeConfigSchema>;

function reportTwice(list: string, items: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { id }] of items.entries()) {
    if (seen.has(id))
      context.addIssue({ code: 'custom', path: [list, index, 'id'], message: `"${id}" is there twice` });
    seen.add(id);
  }
}
