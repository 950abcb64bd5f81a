import { expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import { configJsonSchema, releaseJsonSchema } from '../../control/api/editor-schemas.ts';
import { OPERATIONS } from '../../control/api/contract/operations.ts';
import { openApiDocument } from '../../control/api/openapi.ts';

const document = openApiDocument('1.2.3');

test('the OpenAPI document is a valid OpenAPI 3.1 document', async () => {
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(JSON.stringify(document)) as Record<string, unknown>);
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('the document has every operation of the registry, each with its problems', () => {
  const documented = Object.values(document.paths ?? {}).flatMap(
    (path) => Object.values(path as object) as Operation[],
  );
  expect(documented.map((operation) => operation.operationId).toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
  for (const operation of documented) {
    expect(operation.summary).not.toBe('');
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '401', '500', '503']));
  }
});

test('every example of the document satisfies its schema', () => {
  const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'document');
  const schemas = Object.entries(document.components?.schemas ?? {}) as [string, { examples?: unknown[] }][];
  const withExample = schemas.filter(([, schema]) => schema.examples !== undefined);
  expect(withExample.length).toBeGreaterThan(8);
  for (const [name, { examples = [] }] of withExample) {
    const validate = ajv.getSchema(`document#/components/schemas/${name}`);
    for (const example of examples) expect([name, validate?.(example), validate?.errors]).toEqual([name, true, null]);
  }
});

test('shared schemas are named components, not copies', () => {
  const names = Object.keys(document.components?.schemas ?? {});
  expect(names).toEqual(
    expect.arrayContaining([
      'Release',
      'ReleaseSummary',
      'ReleaseEvent',
      'GateReport',
      'Route',
      'Problem',
      'JsonValue',
    ]),
  );
  expect(names.filter((name) => /schema\d|__/.test(name))).toEqual([]);
});

test('editors get a JSON Schema that takes what people write', () => {
  const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
  const config = ajv.compile(configJsonSchema());
  expect(config({ routes: [{ id: 'support-agent', stable: { provider: 'openai', model: 'gpt-5-mini' } }] })).toBe(true);
  expect(config({ routes: [{ id: 'support-agent', stable: { provider: 'openai' } }] })).toBe(false);
  const release = ajv.compile(releaseJsonSchema());
  expect(
    release({ route: 'support-agent', candidate: { model: 'gpt-5-nano' }, plan: { ramp: [{ weight: 0.5 }] } }),
  ).toBe(true);
  expect(release({ route: 'support-agent', candidate: {}, plan: { ramp: [{ weight: 1.4 }] } })).toBe(false);
});

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly responses: object;
}
