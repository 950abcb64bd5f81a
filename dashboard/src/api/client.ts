import { ApiError, errorOf } from './api-error.ts';

/** An answer, or the word that it is the same as the one whose ETag was sent. */
export type Answer<Body> =
  { readonly changed: true; readonly body: Body; readonly etag: string | undefined } | { readonly changed: false };

export interface ApiClient {
  get<Body>(
    path: string,
    options?: { readonly etag?: string | undefined; readonly signal?: AbortSignal },
  ): Promise<Answer<Body>>;
  /** `actor` stands in the record as whoever did it. */
  post<Body>(path: string, body: object, actor?: string): Promise<Body>;
  /** The open answer, for streams. */
  open(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>;
}

const BASE = '/api/v1';
const READ_TIMEOUT_MS = 10_000;
/** Longer than the control plane itself waits for a worker: its answer says more than a timeout. */
const STEER_TIMEOUT_MS = 20_000;

/** Calls to the control plane with a bearer token. Every failure is an `ApiError`. */
export function createClient(token: string): ApiClient {
  async function call(path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
    let response: Response;
    try {
      response = await fetch(BASE + path, { ...init, headers, credentials: 'omit' });
    } catch (cause) {
      throw new ApiError('away', 'The control plane does not answer', { cause });
    }
    if (!response.ok && response.status !== 304) throw await errorOf(response);
    return response;
  }

  return {
    async get<Body>(path: string, options: { etag?: string | undefined; signal?: AbortSignal } = {}) {
      const response = await call(path, {
        headers: { accept: 'application/json', ...(options.etag !== undefined && { 'if-none-match': options.etag }) },
        signal: within(READ_TIMEOUT_MS, options.signal),
      });
      if (response.status === 304) return { changed: false } as const;
      const body = (await parse(response)) as Body;
      return { changed: true, body, etag: response.headers.get('etag') ?? undefined } as const;
    },

    async post<Body>(path: string, body: object, actor = '') {
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': newIdempotencyKey(),
        ...(actor !== '' && { 'x-tidegate-actor': actor }),
      };
      const response = await call(path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        signal: within(STEER_TIMEOUT_MS),
      });
      return (await parse(response)) as Body;
    },

    open: (path, headers, signal) => call(path, { headers, signal }),
  };
}

/** Not `crypto.randomUUID`: browsers have that on https and loopback only. */
function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function within(timeoutMs: number, signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

async function parse(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new ApiError('away', 'The answer of the control plane broke off', { cause });
  }
}
