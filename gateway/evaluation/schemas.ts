import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import type { Verdict } from './job.ts';

const MAX_SCHEMA_LENGTH = 128 * 1024;
const MAX_COMPILED = 200;
const OLDER_DIALECT = /draft-0[4-7]/;

/** Compiled JSON Schemas by their text. A schema that can not be used is `undefined`: nothing can be said of answers to it. */
export class Schemas {
  readonly #compiled = new LRUCache<string, { validate: ValidateFunction | undefined }>({ max: MAX_COMPILED });

  /** Whether the text is JSON that satisfies the schema (any JSON without one); `undefined` where that can not be said. */
  check(schema: string | undefined, text: string): Verdict | undefined {
    const validate = schema === undefined ? undefined : this.#validator(schema);
    if (schema !== undefined && validate === undefined) return undefined;
    const value = parsed(text);
    return value !== NOT_JSON && (validate === undefined || validate(value)) ? 'pass' : 'fail';
  }

  #validator(schema: string): ValidateFunction | undefined {
    const known = this.#compiled.get(schema);
    if (known !== undefined) return known.validate;
    const validate = compile(schema);
    this.#compiled.set(schema, { validate });
    return validate;
  }
}

/** A compiler of its own for each schema, so that ids in one can not meet those in another. 2020-12 unless it says older. */
function compile(text: string): ValidateFunction | undefined {
  if (text.length > MAX_SCHEMA_LENGTH) return undefined;
  try {
    const { $schema: dialect, ...schema } = JSON.parse(text) as { $schema?: unknown };
    const Compiler = OLDER_DIALECT.test(String(dialect)) ? Ajv : Ajv2020;
    const validate = new Compiler({ strict: false, validateFormats: false, logger: false }).compile(schema);
    return '$async' in validate ? undefined : validate;
  } catch {
    return undefined;
  }
}

const NOT_JSON = Symbol('not JSON');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return NOT_JSON;
  }
}
