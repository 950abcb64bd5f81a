import { type ApiClient, createApiClient as createClient } from '../client/client.ts';
import { ApiFailure } from '../client/failure.ts';
import { type ErrorCode, TidegateError } from '../core/errors.ts';

export interface ApiClientOptions {
  readonly url: string;
  readonly token: string | undefined;
  readonly actor: string;
}

/** The generated client, with failures that say what to do at a command line: each is a TidegateError. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const client = createClient(options);
  const told = (error: unknown): never => {
    throw error instanceof ApiFailure ? errorOf(error, options) : error;
  };
  return {
    call: (...given) => client.call(...given).catch(told),
    read: (...given) => client.read(...given).catch(told),
    open: (...given) => client.open(...given).catch(told),
  };
}

function errorOf(failure: ApiFailure, { token, url }: ApiClientOptions): TidegateError {
  const { status, problem } = failure;
  if (status === 0) {
    const message = `The control plane cannot be reached at ${url}: start a stack with "tidegate up" (npm start), or set TIDEGATE_CONTROL_URL`;
    return new TidegateError('unavailable', message, { cause: failure });
  }
  if (status === 401 && token === undefined) {
    const message =
      'No token: set TIDEGATE_TOKEN or TIDEGATE_ADMIN_TOKEN, or TIDEGATE_DATA_DIR to the data folder of the stack that runs';
    return new TidegateError('unauthorized', message);
  }
  if (problem === undefined) {
    const message = `${url} answered ${status}, but not as a control plane does: check TIDEGATE_CONTROL_URL`;
    return new TidegateError('unavailable', message);
  }
  const { detail, releaseId, errors } = problem;
  return new TidegateError(codeOf(status), detail, { facts: { status, releaseId, errors } });
}

function codeOf(status: number): ErrorCode {
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  return status >= 500 ? 'unavailable' : 'invalid_input';
}
