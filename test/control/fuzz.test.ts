import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OPERATIONS, type OperationId } from '../../control/api/contract/operations.ts';
import type { Operation } from '../../control/api/contract/operation.ts';
import { openApiDocument } from '../../control/api/openapi.ts';
import { asReleaseId } from '../../core/ids.ts';
import { givenRelease, givenRoute, ROUTE } from '../store/given.ts';
import { startTestControl, type TestControl } from './test-control.ts';

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl();
  await givenRoute(control.database);
  await givenRelease(control.database, asReleaseId('rel_fuzzed'));
});
afterAll(() => control.close());

/** Steering waits for a worker, and there is none here. */
const STEERING = /^(approve|pause|resume|promote|abort|block|unblock)Release$/;
const ids = (Object.keys(OPERATIONS) as OperationId[]).filter((id) => id !== 'watchRelease' && !STEERING.test(id));

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', '\0', '\uD800', '../..', '%00', "' OR 1=1 --", '__proto__', '9'.repeat(40), ROUTE, 'rel_fuzzed'),
);
const param = text.filter((value) => value !== '' && value.isWellFormed() && value !== '.' && value !== '..');
const queryValue = fc.oneof(text, fc.integer().map(String), fc.constantFrom('true', 'false', '2026-01-01T00:00:00Z'));

/** Requests with the names that the operation knows, and values that it may never have seen. */
function inputFor({ params, query, body }: Operation) {
  const shapeOf = (schema: unknown): string[] =>
    typeof schema === 'object' && schema !== null && 'shape' in schema ? Object.keys(schema.shape as object) : [];
  const record = (names: readonly string[], values: fc.Arbitrary<unknown>, requiredKeys: string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, values])), { requiredKeys });
  const queryNames = shapeOf(query);
  return fc.record({
    params: record(shapeOf(params), param, shapeOf(params)),
    query: record(queryNames, queryValue, []),
    body: fc.oneof(record(shapeOf(body), fc.jsonValue({ maxDepth: 3 }), []), fc.jsonValue({ maxDepth: 2 })),
  }) as fc.Arbitrary<{ params: Record<string, string>; query: Record<string, string>; body: unknown }>;
}

const document = openApiDocument('0');
const declared = (operation: Operation): string[] => {
  const responses = document.paths?.[operation.path]?.[operation.method]?.responses ?? {};
  return Object.keys(responses);
};

test.each(ids)('%s answers whatever it is sent as it promised, and never fails inside', async (id) => {
  const operation: Operation = OPERATIONS[id];
  await fc.assert(
    fc.asyncProperty(inputFor(operation), async (input) => {
      const body: unknown = typeof input.body === 'string' ? [input.body] : input.body;
      const { status } = await control.call(id, { ...input, body });
      expect(status).toBeLessThan(500);
      expect(declared(operation)).toContain(String(status));
    }),
    { numRuns: 60 },
  );
});

test.each([
  '/routes/%',
  '/routes/%E0%A4%A',
  '/routes/%00',
  '/routes//',
  '//',
  '/releases/rel_fuzzed/events/x',
  '/%2e%2e/',
])('a broken path is a problem, not a fault (%s)', async (path) => {
  const { problem } = await control.send('GET', path);
  expect([400, 404]).toContain(problem.status);
});
