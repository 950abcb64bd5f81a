import { z } from 'zod';
import { configFileSchema } from '../../core/config-schema.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';

/** JSON Schemas of what people write in files, for their editors. */

export function configJsonSchema(): object {
  return schemaOf(configFileSchema, 'tidegate configuration');
}

export function releaseJsonSchema(): object {
  return schemaOf(releaseSpecSchema, 'tidegate release');
}

function schemaOf(schema: z.ZodType, title: string): object {
  return { title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) };
}
