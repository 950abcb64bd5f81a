import { z } from 'zod';
import { routeIdSchema } from '../release/spec-schema.ts';
import { TOPICS } from './topics.ts';

const secretSchema = z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/i) });

/** Somebody who is told what happens to releases, as the configuration file has it. */
export const notificationTargetSchema = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, . _ and - only'),
  url: z
    .union([z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }), secretSchema])
    .describe('Where to post; by reference where the URL is a secret, as that of a Slack webhook'),
  secret: secretSchema.optional().describe('What it is signed with; unsigned where left out'),
  format: z.enum(['standard', 'slack']).default('standard').describe('slack: the text alone'),
  on: z
    .array(z.enum(TOPICS))
    .min(1)
    .default([...TOPICS]),
  routes: z.array(routeIdSchema).min(1).optional().describe('Of these routes; of all where left out'),
  text: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .describe('Another sentence, with {route}, {event}, {reason} and others'),
  enabled: z.boolean().default(true),
});
