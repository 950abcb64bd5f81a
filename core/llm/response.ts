import { addSource, addUsage, type CallFacts, isRecord, type UsageNames } from './facts.ts';

/* What the objects of the Responses API (https://platform.openai.com/docs/api-reference/responses) say about a call. */

const RESPONSE_USAGE: UsageNames = {
  input: 'input_tokens',
  inputDetails: 'input_tokens_details',
  output: 'output_tokens',
  outputDetails: 'output_tokens_details',
};

/** The facts of a whole response, or `undefined` where the JSON is none, or one that failed. */
export function responseFacts(json: unknown): CallFacts | undefined {
  if (!isRecord(json) || !Array.isArray(json['output']) || json['status'] === 'failed') return undefined;
  const facts: CallFacts = {};
  addResponse(facts, json);
  return facts;
}

/** Adds what a response object says, at whatever point of its making. */
export function addResponse(facts: CallFacts, response: Record<string, unknown>): void {
  addSource(facts, response);
  if (isRecord(response['usage'])) addUsage(facts, response['usage'], RESPONSE_USAGE);
  const items = Array.isArray(response['output']) ? response['output'].filter(isRecord) : [];
  const finish = finishReason(response, items);
  if (finish === undefined) return;
  facts.finishReason = finish;
  facts.refused = finish === 'content_filter' || items.some(isRefusal);
}

/** In the words of chat completions, so that a figure means the same whichever endpoint an app calls. */
function finishReason(
  { status, incomplete_details: details }: Record<string, unknown>,
  items: readonly Record<string, unknown>[],
): string | undefined {
  if (status === 'completed') return items.some(({ type }) => type === 'function_call') ? 'tool_calls' : 'stop';
  if (status !== 'incomplete') return undefined;
  const reason = isRecord(details) ? details['reason'] : undefined;
  return reason === 'content_filter' ? 'content_filter' : 'length';
}

function isRefusal({ content }: Record<string, unknown>): boolean {
  return Array.isArray(content) && content.some((part) => isRecord(part) && part['type'] === 'refusal');
}
