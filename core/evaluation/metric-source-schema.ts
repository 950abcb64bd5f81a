import { z } from 'zod';

/** Zod schema of metrics that come from outside: `prometheus:<name>` in gates. */

const MAX_SOURCES = 20;

export const metricSourceSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'a name is 1 to 64 letters, digits and _ . -'),
  kind: z.literal('prometheus').default('prometheus'),
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).describe('Of the Prometheus server'),
  query: z
    .string()
    .min(1)
    .max(4_000)
    .refine((query) => /\{\{(arm|version)\}\}/.test(query), {
      error: 'a query is asked once for each arm: it needs {{arm}} or {{version}} where they differ',
    })
    .describe('PromQL that comes to one number; {{arm}}, {{version}}, {{route}} and {{release}} are filled in'),
  bearer: z
    .strictObject({ env: z.string().min(1) })
    .optional()
    .describe('A token, by the variable of the worker that holds it'),
});

export const metricSourcesSchema = z.array(metricSourceSchema).max(MAX_SOURCES);
