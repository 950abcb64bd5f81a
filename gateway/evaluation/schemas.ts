import type { ValidateFunction } from 'ajv';
import { LRUCache } from 'lru-cache';
import { compileJsonSchema } from '../../platform/json-schema.ts';
import type { Verdict } from './job.ts';

const MAX_COMPILED = 200;

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
    const validate = usable(schema);
    this.#compiled.set(schema, { validate });
    return validate;
  }
}

function usable(schema: string): ValidateFunction | undefined {
  try {
    return compileJsonSchema(schema);
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
