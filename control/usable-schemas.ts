import type { z } from 'zod';
import { configFileSchema } from '../core/config-schema.ts';
import { jsonSchemasOf } from '../core/route/json-schemas.ts';
import { releaseSpecSchema } from '../core/release/spec-schema.ts';
import { jsonSchemaFault } from '../platform/json-schema.ts';

/*
 * What comes in may hold JSON Schemas of answers: one that can not be used is refused here, not when the first answer comes. What
 * is stored is not asked again: a replica must not lose its configuration to another version of the compiler.
 */

export const usableConfigFileSchema = configFileSchema.superRefine(({ routes }, context) => {
  for (const [index, { stable }] of routes.entries()) report(stable, ['routes', index, 'stable'], context);
});

export const usableReleaseSpecSchema = releaseSpecSchema.superRefine(({ candidate, evaluators }, context) => {
  report(candidate, ['candidate'], context);
  report({ evaluators }, [], context);
});

function report(
  version: Parameters<typeof jsonSchemasOf>[0],
  base: readonly (string | number)[],
  context: z.RefinementCtx,
): void {
  for (const { path, schema } of jsonSchemasOf(version)) {
    const fault = jsonSchemaFault(schema);
    if (fault !== undefined)
      context.addIssue({
        code: 'custom',
        path: [...base, ...path],
        message: `no JSON Schema that can be used: ${fault}`,
      });
  }
}
