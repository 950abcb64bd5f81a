import { z } from 'zod';
import { TidegateError } from '../core/errors.ts';

/**
 * What a row holds, as the schema has it.
 * @throws TidegateError where this version of the program does not know it
 */
export function parseRow<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const message = `This version of the gateway cannot read ${what}: ${z.prettifyError(parsed.error)}`;
  throw new TidegateError('invalid_input', message, { cause: parsed.error });
}
