import type { Schema } from './types.ts';

/**
 * Why a call failed, in words that can be shown.
 * `away`: nobody answered; `signed_out`: the token is not (or no longer) valid; `refused`: the answer was a problem.
 */
export class ApiFailure extends Error {
  readonly kind: 'away' | 'signed_out' | 'refused';
  /** 0 where nobody answered. */
  readonly status: number;
  /** What the control plane said, where it was it that answered. */
  readonly problem: Schema<'Problem'> | undefined;

  constructor(
    kind: ApiFailure['kind'],
    message: string,
    facts: { status?: number; problem?: Schema<'Problem'> | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
    this.name = 'ApiFailure';
    this.kind = kind;
    this.status = facts.status ?? 0;
    this.problem = facts.problem;
  }

  /** Whether the same call may succeed a little later. */
  get isPassing(): boolean {
    return this.kind === 'away' || this.status === 429 || this.status >= 500;
  }
}

/** The problem that was answered as a failure; an answer that is none (a proxy's page, say) is told by its status. */
export function failureOf(response: Response, body: unknown): ApiFailure {
  const problem = problemOf(response, body);
  const { status } = response;
  const kind =
    status === 401 ? 'signed_out' : [502, 503, 504].includes(status) && problem === undefined ? 'away' : 'refused';
  const faults = problem?.errors?.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const detail = problem?.detail ?? `The control plane answered ${status} ${response.statusText}`.trim();
  const message = faults === undefined || faults === '' ? detail : `${detail} (${faults})`;
  return new ApiFailure(kind, message, { status, problem });
}

function problemOf(response: Response, body: unknown): Schema<'Problem'> | undefined {
  const isProblem = (response.headers.get('content-type') ?? '').includes('application/problem+json');
  return isProblem && typeof body === 'object' ? (body as Schema<'Problem'>) : undefined;
}
