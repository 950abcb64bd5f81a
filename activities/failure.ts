import { ApplicationFailure } from '@temporalio/activity';
import { TidegateError } from '../core/errors.ts';
import { isMissingReference } from '../store/database.ts';

/** An activity whose errors say to Temporal whether the same call may succeed later; all do that do not say otherwise. */
export function withPublicFailures<Input, Result>(
  activity: (input: Input) => Promise<Result>,
): (input: Input) => Promise<Result> {
  return async (input) => {
    try {
      return await activity(input);
    } catch (error) {
      throw asFailure(error);
    }
  };
}

function asFailure(error: unknown): unknown {
  if (error instanceof TidegateError && !error.retryable) {
    return ApplicationFailure.create({
      message: error.message,
      type: error.code,
      nonRetryable: true,
      cause: error,
    });
  }
  if (isMissingReference(error)) {
    const message = 'The store does not know this release: releases are started through the API or the command line';
    return ApplicationFailure.nonRetryable(message, 'not_found');
  }
  return error;
}
