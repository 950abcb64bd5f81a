import { expect } from '@jest/globals';
import { pino } from 'pino';
import type { z } from 'zod';
import { OPERATIONS } from '../../control/api/contract/operations.ts';
import type { Operation } from '../../control/api/contract/operation.ts';
import { PROBLEMS, problemType, type ProblemCode } from '../../control/api/problem.ts';
import { problemSchema } from '../../control/api/schemas/problem.ts';
import { type Control, createControl } from '../../control/control.ts';
import { randomIds, systemClock } from '../../control/ids.ts';
import { lazyTemporal } from '../../control/lazy-temporal.ts';
import { readConfig } from '../../platform/config.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { connectTestTemporal, type TestTemporal } from '../support/temporal.ts';

export const ADMIN_TOKEN = 'tga-test-token-of-some-length';

/** A control plane on a free port, with a database and a Temporal namespace of its own. */
export interface TestControl extends TestDatabase {
  readonly control: Control;
  readonly url: string;
  readonly temporal: TestTemporal;
  /** Calls the API and checks that the answer is what the registry says it may be. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of every kind; their shape was checked against the registry.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export async function startTestControl(temporalAddress?: string): Promise<TestControl> {
  const store = await createTestDatabase();
  const temporal = await connectTestTemporal('own');
  const client = lazyTemporal(temporalAddress === undefined ? temporal.config : withAddress(temporalAddress));
  const control = createControl({
    database: store.database,
    temporal: client,
    config: temporal.config,
    ids: randomIds(systemClock),
    log: pino({ level: 'silent' }),
    adminToken: ADMIN_TOKEN,
    version: '0.0.0',
    reconciler: { everyMs: 3_600_000 },
  });
  const url = await control.listen(0, '127.0.0.1');
  return {
    ...store,
    control,
    url,
    temporal,
    call: (method, path, options) => callApi(url, method, path, options),
    async close() {
      await control.close();
      await client.connection.close();
      await temporal.close();
      await store.drop();
    },
  };
}

const withAddress = (address: string) => readConfig({ TEMPORAL_ADDRESS: address });

async function callApi(url: string, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const { body, token = ADMIN_TOKEN, headers = {} } = options;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  expectPromised(method, path, answer);
  return answer;
}

/** Every answer is a declared one: of the operation's schema to the letter, or a problem that it may answer. */
function expectPromised(method: string, path: string, answer: Answer): void {
  const found = operationAt(method, path);
  if (answer.status < 400) {
    expect(found).toBeDefined();
    expect(answer.status).toBe(found?.status);
    if (found !== undefined) expectExactly(found.answer, answer.body);
    return;
  }
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expectExactly(problemSchema, answer.body);
  const code = (answer.body as { type: string }).type.split('/').at(-1) as ProblemCode;
  expect(answer.body).toMatchObject({ type: problemType(code), ...PROBLEMS[code] });
  expect(answer.status).toBe(PROBLEMS[code].status);
  expect(answer.body).not.toHaveProperty('stack');
}

function expectExactly(schema: z.ZodType, body: unknown): void {
  const parsed = schema.safeParse(body);
  expect(parsed.error).toBeUndefined();
  expect(parsed.data).toEqual(body);
}

function operationAt(method: string, path: string): Operation | undefined {
  const wanted = path.split('?')[0] ?? '';
  return Object.values(OPERATIONS as Record<string, Operation>).find(
    (operation) =>
      operation.method === method.toLowerCase() &&
      new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(wanted),
  );
}

export const CONFIG = {
  providers: [{ id: 'simulated', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1' }],
  routes: [{ id: 'support-agent', stable: { provider: 'simulated', model: 'sim-large' } }],
} as const;
