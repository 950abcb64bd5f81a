import type { Problem } from './types.ts';

/**
 * Why a call failed, in words that can be shown.
 * `away`: nobody answered; `signed_out`: the token is not (or no longer) valid; `refused`: the answer was a problem.
 */
export class ApiError extends Error {
  readonly kind: 'away' | 'signed_out' | 'refused';
  readonly status: number;
  readonly requestId: string | undefined;

  constructor(
    kind: ApiError['kind'],
    message: string,
    facts: { status?: number; requestId?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
    this.name = 'ApiError';
    this.kind = kind;
    this.status = facts.status ?? 0;
    this.requestId = facts.requestId;
  }

  /** Whether the same call may succeed a little later. */
  get isPassing(): boolean {
    return this.kind === 'away' || this.status === 429 || this.status >= 500;
  }
}

/** The answer's problem document as an error; an answer that is none (a proxy's page, say) is told by its status. */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem = await readProblem(response);
  const { status } = response;
  const kind =
    status === 401 ? 'signed_out' : [502, 503, 504].includes(status) && problem === undefined ? 'away' : 'refused';
  const faults = problem?.errors?.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const detail = problem?.detail ?? `The control plane answered ${status} ${response.statusText}`.trim();
  const message = faults === undefined || faults === '' ? detail : `${detail} (${faults})`;
  return new ApiError(kind, message, { status, ...(problem && { requestId: problem.requestId }) });
}

async function readProblem(response: Response): Promise<Problem | undefined> {
  if (!(response.headers.get('content-type') ?? '').includes('application/problem+json')) return undefined;
  try {
    return (await response.json()) as Problem;
  } catch {
    return undefined; // A broken body says nothing more than the status does.
  }
}
