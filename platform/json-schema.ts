import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

const MAX_LENGTH = 128 * 1024;
const OLDER_DIALECT = /draft-0[4-7]/;

/**
 * A compiler of its own for each schema, so that ids in one can not meet those in another. 2020-12 unless it says older.
 * @throws Error where the text is no JSON Schema that can be used, with a sentence that says why
 */
export function compileJsonSchema(text: string): ValidateFunction {
  if (text.length > MAX_LENGTH) throw new Error(`it is longer than ${MAX_LENGTH} characters`);
  const { $schema: dialect, ...schema } = JSON.parse(text) as { $schema?: unknown };
  const Compiler = OLDER_DIALECT.test(String(dialect)) ? Ajv : Ajv2020;
  const validate = new Compiler({ strict: false, validateFormats: false, logger: false }).compile(schema);
  if ('$async' in validate) throw new Error('it is asynchronous');
  return validate;
}

/** Why answers can not be held against the schema, if they can not. */
export function jsonSchemaFault(schema: object): string | undefined {
  try {
    compileJsonSchema(JSON.stringify(schema));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
