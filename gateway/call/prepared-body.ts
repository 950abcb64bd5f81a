import { MissingVariable } from '../endpoint/prompt-text.ts';
import type { AppRequest } from '../request/app-request.ts';
import { editedBody } from '../request/edits.ts';
import type { ServedTarget } from '../serving/served-target.ts';
import type { UpstreamFailure } from '../upstream/failure.ts';

/** What a target is sent, or why it can not be asked. */
export interface PreparedBody {
  readonly body: Buffer;
  readonly refusal?: UpstreamFailure;
}

/** A prompt that lacks a value is the version's failure of this call: stable may do without the value. */
export function preparedBody(request: AppRequest, served: ServedTarget): PreparedBody {
  try {
    return { body: editedBody(request, served.editsFor(request.endpoint)) };
  } catch (error) {
    if (!(error instanceof MissingVariable)) throw error;
    const { message } = error;
    const refusal = { kind: 'unsupported', message, param: 'metadata', code: 'missing_prompt_variable' } as const;
    return { body: request.body, refusal };
  }
}
