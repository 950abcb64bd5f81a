import { addSource, addUsage, type CallFacts, isRecord, type UsageNames } from './facts.ts';

/** `usage` as chat completions, legacy completions and embeddings name its parts. */
export const COMPLETION_USAGE: UsageNames = {
  input: 'prompt_tokens',
  inputDetails: 'prompt_tokens_details',
  output: 'completion_tokens',
  outputDetails: 'completion_tokens_details',
};

/** The facts of a whole completion (chat or legacy), or `undefined` where the JSON is none. */
export function completionFacts(json: unknown): CallFacts | undefined {
  if (!isRecord(json) || !Array.isArray(json['choices'])) return undefined;
  const facts: CallFacts = {};
  addChunk(facts, json);
  return facts;
}

/** Adds what one chunk (or a whole answer) says. Returns whether it holds something of the answer itself. */
export function addChunk(facts: CallFacts, json: Record<string, unknown>): boolean {
  addSource(facts, json);
  if (isRecord(json['usage'])) addUsage(facts, json['usage'], COMPLETION_USAGE);
  let hasContent = false;
  for (const choice of Array.isArray(json['choices']) ? json['choices'] : []) {
    if (isRecord(choice) && addChoice(facts, choice)) hasContent = true;
  }
  return hasContent;
}

function addChoice(facts: CallFacts, choice: Record<string, unknown>): boolean {
  const finish = choice['finish_reason'];
  if (typeof finish === 'string') facts.finishReason = worseFinish(facts.finishReason, finish);
  const part = choice['message'] ?? choice['delta'];
  const refusal = isRecord(part) ? part['refusal'] : undefined;
  const refused = finish === 'content_filter' || (typeof refusal === 'string' && refusal !== '');
  if (refused || (facts.refused === undefined && typeof finish === 'string')) facts.refused = refused;
  const text = choice['text'];
  return (
    typeof finish === 'string' || (isRecord(part) && hasContent(part)) || (typeof text === 'string' && text !== '')
  );
}

/** With several choices, the finish that users feel most: a cut answer counts although another one was whole. */
function worseFinish(before: string | undefined, next: string): string {
  return before === 'length' || before === 'content_filter' ? before : next;
}

/** Text, a tool call, reasoning, audio: anything but the role. */
function hasContent(part: Record<string, unknown>): boolean {
  for (const name in part) {
    const value = part[name];
    if (name !== 'role' && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)) return true;
  }
  return false;
}
