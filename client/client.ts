import createFetchClient from 'openapi-fetch';
import { ApiFailure, failureOf } from './failure.ts';
import type { paths } from './generated/api.ts';
import { OPERATIONS } from './generated/operations.ts';
import type { Answer, Input, OperationId } from './types.ts';

export interface ClientOptions {
  /** Where the control plane is, without a path. The page's own server where it is left out, in a browser. */
  readonly url?: string;
  readonly token?: string | undefined;
  /** Of a browser's session; its cookie is sent where there is no token. */
  readonly csrfToken?: string | undefined;
  /** For whom a bootstrap token acts; every other token acts in its own name. */
  readonly actor?: string | undefined;
  /** How long an answer may take. */
  readonly timeoutMs?: number;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Other than the client's own. */
  readonly timeoutMs?: number;
}

/** An answer, or the word that it is the same as the one whose ETag was sent. */
export type Reading<Body> =
  { readonly changed: true; readonly body: Body; readonly etag: string | undefined } | { readonly changed: false };

type Given<Id extends OperationId> =
  object extends Input<Id> ? [input?: Input<Id>, options?: CallOptions] : [input: Input<Id>, options?: CallOptions];

/**
 * The control API, typed by its OpenAPI document. A call is named by its `operationId`. Each that changes something
 * carries an idempotency key of its own, so that a repetition on the way is carried out once. Every failure is an
 * `ApiFailure`.
 */
export interface ApiClient {
  call<Id extends OperationId>(id: Id, ...given: Given<Id>): Promise<Answer<Id>>;
  /** As `call`, but costs next to nothing where the answer is still that of the ETag. */
  read<Id extends OperationId>(
    id: Id,
    input: Input<Id>,
    options?: CallOptions & { readonly etag?: string | undefined },
  ): Promise<Reading<Answer<Id>>>;
  /** The open answer, for streams. It ends with the signal only. */
  open<Id extends OperationId>(id: Id, input: Input<Id>, options: OpenOptions): Promise<Response>;
}

export interface OpenOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 30_000;
/** `fetch` would say `no-cache` beside an ETag of ours, and servers then answer in full. */
const REVALIDATE = 'max-age=0';

export function createApiClient({
  url = '',
  token,
  csrfToken,
  actor,
  timeoutMs = TIMEOUT_MS,
}: ClientOptions = {}): ApiClient {
  const fetchClient = createFetchClient<paths>({
    baseUrl: `${url}/api/v1`,
    credentials: token === undefined && csrfToken !== undefined ? 'same-origin' : 'omit',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken }),
      ...(actor === undefined || actor === '' ? {} : { 'x-tidegate-actor': actor }),
    },
  });
  /** The client for any operation: which one it is, the types of `ApiClient` have checked. */
  const request = fetchClient.request as unknown as UntypedRequest;

  async function send(
    id: OperationId,
    input: AnyInput,
    headers: Headers,
    signal: AbortSignal,
    parseAs: 'json' | 'stream',
  ) {
    const [method, path] = OPERATIONS[id];
    const posted = method === 'get' ? {} : { body: input.body ?? {} };
    const key = method === 'get' ? {} : { 'idempotency-key': newIdempotencyKey() };
    try {
      const params = { path: input.params, query: input.query };
      return await request(method, path, { params, ...posted, headers: { ...key, ...headers }, signal, parseAs });
    } catch (cause) {
      if (cause instanceof SyntaxError)
        throw new ApiFailure('away', 'The answer of the control plane broke off', { cause });
      throw new ApiFailure('away', 'The control plane does not answer', { cause });
    }
  }

  const client: ApiClient = {
    async call(id, ...[input = {}, options = {}]) {
      const answer = await client.read(id, input as Input<typeof id>, options);
      if (!answer.changed) throw new ApiFailure('refused', 'The control plane answered 304, which was not asked for');
      return answer.body;
    },

    async read(id, input, { etag, headers, signal, timeoutMs: wait = timeoutMs } = {}) {
      const condition = etag === undefined ? {} : { 'if-none-match': etag, 'cache-control': REVALIDATE };
      const { data, error, response } = await send(
        id,
        input,
        { ...headers, ...condition },
        within(wait, signal),
        'json',
      );
      if (response.status === 304) return { changed: false };
      if (!response.ok) throw failureOf(response, error);
      return { changed: true, body: data as never, etag: response.headers.get('etag') ?? undefined };
    },

    async open(id, input, { headers, signal }) {
      const { error, response } = await send(id, input, headers, signal, 'stream');
      if (!response.ok) throw failureOf(response, error);
      return response;
    },
  };
  return client;
}

type Headers = Readonly<Record<string, string>>;
interface AnyInput {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}
type UntypedRequest = (
  method: string,
  path: string,
  init: object,
) => Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>;

/** Not `crypto.randomUUID`: browsers have that on https and loopback only. */
function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function within(timeoutMs: number, signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}
