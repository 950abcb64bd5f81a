import { isRecord } from '../../../core/llm/facts.ts';

/** By Anthropic's type of an error: OpenAI's type, and a code that clients can go by. */
const ERRORS: Readonly<Record<string, readonly [type: string, code: string]>> = {
  invalid_request_error: ['invalid_request_error', 'invalid_request'],
  authentication_error: ['authentication_error', 'invalid_api_key'],
  billing_error: ['insufficient_quota', 'insufficient_quota'],
  permission_error: ['permission_error', 'permission_denied'],
  not_found_error: ['not_found_error', 'model_not_found'],
  request_too_large: ['invalid_request_error', 'request_too_large'],
  rate_limit_error: ['rate_limit_error', 'rate_limit_exceeded'],
  timeout_error: ['server_error', 'timeout'],
  overloaded_error: ['server_error', 'overloaded'],
  api_error: ['server_error', 'server_error'],
};

const CONTEXT_LENGTH = /prompt is too long|exceed.{0,40}context (?:limit|window)|input length and `max_tokens` exceed/i;

/** `{"type": "error", "error": {"type", "message"}}`, of an answer or of a stream, as OpenAI writes it. */
export function anthropicError(_status: number, json: unknown): { error: Record<string, unknown> } | undefined {
  const error = isRecord(json) ? json['error'] : undefined;
  if (!isRecord(error)) return undefined;
  const message = typeof error['message'] === 'string' ? error['message'] : JSON.stringify(error);
  const [type, code] = ERRORS[String(error['type'])] ?? ['server_error', String(error['type'])];
  const isTooLong = type === 'invalid_request_error' && CONTEXT_LENGTH.test(message);
  return { error: { message, type, param: null, code: isTooLong ? 'context_length_exceeded' : code } };
}
