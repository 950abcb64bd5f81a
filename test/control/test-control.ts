import { expect } from '@jest/globals';
import { pino } from 'pino';
import type { z } from 'zod';
import { OPERATIONS, type OperationId, type Operations } from '../../control/api/contract/operations.ts';
import type { Operation } from '../../control/api/contract/operation.ts';
import { PROBLEMS, type ProblemCode, problemType } from '../../control/api/problem.ts';
import { type Problem, problemSchema } from '../../control/api/schemas/problem.ts';
import { type Control, createControl } from '../../control/control.ts';
import { randomIds, systemClock } from '../../control/ids.ts';
import { lazyTemporal } from '../../control/lazy-temporal.ts';
import { type Config, readConfig } from '../../platform/config.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { connectTestTemporal, type TestTemporal } from '../support/temporal.ts';

export const ADMIN_TOKEN = 'tga-test-token-of-some-length';

export const CONFIG = {
  providers: [{ id: 'simulated', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1' }],
  routes: [{ id: 'support-agent', stable: { provider: 'simulated', model: 'sim-large' } }],
} as const;

/** A control plane on a free port, with a database and a Temporal namespace of its own. */
export interface TestControl extends TestDatabase {
  readonly control: Control;
  readonly url: string;
  readonly temporal: TestTemporal;
  /** Calls an operation. Every answer is checked against what the registry says that it may be. */
  call<Id extends OperationId>(id: Id, input?: Input): Promise<Answer<Operations[Id]>>;
  /** Sends what no client would, to any path. */
  send(method: string, path: string, input?: Input): Promise<Answer<Operation>>;
  close(): Promise<void>;
}

export interface Input {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<Op extends Operation> {
  readonly status: number;
  readonly headers: Headers;
  /** Of a success; fails the test where the answer is a problem. */
  readonly body: z.output<Op['answer']>;
  /** Of a failure; fails the test where the answer is none. */
  readonly problem: Problem;
}

type SignIn = Pick<Config, 'oidc' | 'publicUrl'>;

/** With an address, Temporal is looked for there instead; with people who sign in, it listens where they come back to. */
export async function startTestControl(temporalAddress?: string, signIn?: SignIn): Promise<TestControl> {
  const store = await createTestDatabase();
  const temporal = await connectTestTemporal('own');
  const client = lazyTemporal(
    temporalAddress === undefined ? temporal.config : readConfig({ TEMPORAL_ADDRESS: temporalAddress }),
  );
  const control = createControl({
    database: store.database,
    temporal: client,
    config: { ...temporal.config, ...signIn },
    ids: randomIds(systemClock),
    log: pino({ level: 'silent' }),
    adminToken: ADMIN_TOKEN,
    version: '0.0.0',
    reconciler: { everyMs: 3_600_000 },
  });
  const port = signIn === undefined ? 0 : Number(new URL(signIn.publicUrl).port);
  const url = await control.listen(port, '127.0.0.1');
  return {
    ...store,
    control,
    url,
    temporal,
    async call(id, input = {}) {
      const operation: Operation = OPERATIONS[id];
      const response = await request(url, operation.method, pathOf(operation, input), input);
      return readAnswer(response, operation);
    },
    async send(method, path, input = {}) {
      return readAnswer(await request(url, method, path, input));
    },
    async close() {
      await control.close();
      await client.connection.close();
      await temporal.close();
      await store.drop();
    },
  };
}

function request(url: string, method: string, path: string, input: Input): Promise<Response> {
  const { token = ADMIN_TOKEN, headers = {} } = input;
  const body = method.toLowerCase() === 'get' ? undefined : (input.body ?? {});
  return fetch(`${url}/api/v1${path}`, {
    method: method.toUpperCase(),
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

function pathOf({ path }: Operation, { params = {}, query = {} }: Input): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ''));
  return `${filled}?${new URLSearchParams(query).toString()}`;
}

async function readAnswer<Op extends Operation>(response: Response, operation?: Op): Promise<Answer<Op>> {
  const { status, headers } = response;
  const json: unknown = await response.json();
  if (status < 400 && operation !== undefined) {
    expect(status).toBe(operation.status);
    expectExactly(operation.answer, json);
  } else expectProblem(response, json);
  return {
    status,
    headers,
    get body() {
      expect({ status, json }).toMatchObject({ status: operation?.status });
      return json as z.output<Op['answer']>;
    },
    get problem() {
      expect(status).toBeGreaterThanOrEqual(400);
      return json as Problem;
    },
  };
}

function expectExactly(schema: z.ZodType, json: unknown): void {
  const parsed = schema.safeParse(json);
  expect(parsed.error).toBeUndefined();
  expect(parsed.data).toEqual(json);
}

/** A problem document to the letter, of a type whose status and title never change, with nothing of the inside in it. */
function expectProblem({ status, headers }: Response, json: unknown): void {
  expect(headers.get('content-type')).toContain('application/problem+json');
  expectExactly(problemSchema, json);
  const code = (json as Problem).type.split('/').at(-1) as ProblemCode;
  expect(json).toMatchObject({ type: problemType(code), ...PROBLEMS[code] });
  expect(status).toBe(PROBLEMS[code].status);
  expect((json as Problem).detail).not.toMatch(/\n| at .*\.ts:\d/);
}
