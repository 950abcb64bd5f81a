import type { z } from 'zod';
import { OPERATIONS, type OperationId, type Operations } from '../control/api/contract/operations.ts';
import type { Operation } from '../control/api/contract/operation.ts';
import { problemSchema } from '../control/api/schemas/problem.ts';
import { type ErrorCode, TidegateError } from '../core/errors.ts';

export interface ApiClientOptions {
  readonly url: string;
  readonly token: string | undefined;
  readonly actor: string;
}

/** What a call takes, in the words of the API. */
export interface Input<Op extends Operation> {
  readonly params?: z.input<Op['params']>;
  readonly query?: Partial<Record<keyof z.input<Op['query']>, string | number | undefined>>;
  readonly body?: z.input<Op['body']>;
}

export type Answer<Id extends OperationId> = z.output<Operations[Id]['answer']>;

/** The control plane's API, typed by its own registry. Every failure is a TidegateError with a sentence. */
export interface ApiClient {
  call<Id extends OperationId>(id: Id, input?: Input<Operations[Id]>): Promise<Answer<Id>>;
  /** The open answer of a stream. */
  open(
    id: OperationId,
    input: Input<Operation>,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response>;
}

const TIMEOUT_MS = 30_000;

export function createApiClient(options: ApiClientOptions): ApiClient {
  async function send(id: OperationId, input: Input<Operation>, headers: Record<string, string>, signal: AbortSignal) {
    const operation: Operation = OPERATIONS[id];
    const response = await reach(options, urlOf(options.url, operation, input), {
      method: operation.method.toUpperCase(),
      headers: { ...headersOf(options), ...(operation.method === 'get' ? {} : postHeaders()), ...headers },
      ...(operation.method === 'get' ? {} : { body: JSON.stringify(input.body ?? {}) }),
      signal,
    });
    if (!response.ok) throw await errorOf(response, options);
    return response;
  }

  return {
    open: send,
    async call<Id extends OperationId>(id: Id, input: Input<Operations[Id]> = {}) {
      const response = await send(id, input, {}, AbortSignal.timeout(TIMEOUT_MS));
      return (await response.json()) as Answer<Id>;
    },
  };
}

async function reach({ url }: ApiClientOptions, target: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(target, init);
  } catch (cause) {
    const message = `The control plane cannot be reached at ${url}: start a stack with "tidegate up" (npm start), or set TIDEGATE_CONTROL_URL`;
    throw new TidegateError('unavailable', message, { cause });
  }
}

function urlOf(base: string, { path }: Operation, { params = {}, query = {} }: Input<Operation>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `${base}/api/v1${filled}${search.size === 0 ? '' : `?${search.toString()}`}`;
}

function headersOf({ token, actor }: ApiClientOptions): Record<string, string> {
  return { 'x-tidegate-actor': actor, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
}

const postHeaders = (): Record<string, string> => ({
  'content-type': 'application/json',
  'idempotency-key': crypto.randomUUID(),
});

async function errorOf(response: Response, { token, url }: ApiClientOptions): Promise<TidegateError> {
  if (response.status === 401 && token === undefined) {
    const message =
      'No token: set TIDEGATE_TOKEN or TIDEGATE_ADMIN_TOKEN, or TIDEGATE_DATA_DIR to the data folder of the stack that runs';
    return new TidegateError('unauthorized', message);
  }
  const parsed = problemSchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    const message = `${url} answered ${response.status}, but not as a control plane does: check TIDEGATE_CONTROL_URL`;
    return new TidegateError('unavailable', message);
  }
  const { detail, releaseId, errors } = parsed.data;
  return new TidegateError(codeOf(response.status), detail, { facts: { status: response.status, releaseId, errors } });
}

function codeOf(status: number): ErrorCode {
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 412) return 'precondition_failed';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  return status >= 500 ? 'unavailable' : 'invalid_input';
}
