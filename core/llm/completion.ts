import type { TokenUsage } from './outcome.ts';

/** What a chat completion, or the chunks of a streamed one, say about themselves. Absent where they do not. */
export interface CompletionFacts {
  responseId?: string;
  responseModel?: string;
  finishReason?: string;
  refused?: boolean;
  usage?: TokenUsage;
  /** US dollars, from providers that state them (`usage.cost`). */
  statedCostUsd?: number;
}

/** An error in the place of an answer, as OpenAI writes it. */
export interface StatedError {
  readonly message: string;
  readonly type?: string;
  readonly code?: string;
}

/** The facts of a whole answer, or `undefined` where the JSON is no chat completion. */
export function completionFacts(json: unknown): CompletionFacts | undefined {
  if (!isRecord(json) || !Array.isArray(json['choices'])) return undefined;
  const facts: CompletionFacts = {};
  addChunk(facts, json);
  return facts;
}

/** Adds what one chunk (or a whole answer) says. Returns whether it holds something of the answer itself. */
export function addChunk(facts: CompletionFacts, json: Record<string, unknown>): boolean {
  if (typeof json['id'] === 'string' && facts.responseId === undefined) facts.responseId = json['id'];
  if (typeof json['model'] === 'string' && facts.responseModel === undefined) facts.responseModel = json['model'];
  if (isRecord(json['usage'])) addUsage(facts, json['usage']);
  let hasContent = false;
  for (const choice of Array.isArray(json['choices']) ? json['choices'] : []) {
    if (isRecord(choice) && addChoice(facts, choice)) hasContent = true;
  }
  return hasContent;
}

/** The error that stands where an answer should, or `undefined`. */
export function statedError(json: unknown): StatedError | undefined {
  const error = isRecord(json) ? json['error'] : undefined;
  if (typeof error === 'string') return { message: error };
  if (!isRecord(error)) return undefined;
  return {
    message: typeof error['message'] === 'string' ? error['message'] : JSON.stringify(error),
    ...(typeof error['type'] === 'string' && { type: error['type'] }),
    ...((typeof error['code'] === 'string' || typeof error['code'] === 'number') && { code: String(error['code']) }),
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function addChoice(facts: CompletionFacts, choice: Record<string, unknown>): boolean {
  const finish = choice['finish_reason'];
  if (typeof finish === 'string') facts.finishReason = worseFinish(facts.finishReason, finish);
  const part = choice['message'] ?? choice['delta'];
  const refusal = isRecord(part) ? part['refusal'] : undefined;
  const refused = finish === 'content_filter' || (typeof refusal === 'string' && refusal !== '');
  if (refused || (facts.refused === undefined && typeof finish === 'string')) facts.refused = refused;
  return typeof finish === 'string' || (isRecord(part) && hasContent(part));
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

function addUsage(facts: CompletionFacts, usage: Record<string, unknown>): void {
  const promptTokens = count(usage['prompt_tokens']);
  const completionTokens = count(usage['completion_tokens']) ?? 0;
  if (promptTokens === undefined) return;
  const cached = count(detail(usage, 'prompt_tokens_details', 'cached_tokens'));
  const reasoning = count(detail(usage, 'completion_tokens_details', 'reasoning_tokens'));
  facts.usage = {
    promptTokens,
    completionTokens,
    ...(cached !== undefined && { cachedPromptTokens: Math.min(cached, promptTokens) }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
  };
  const cost = usage['cost'];
  if (typeof cost === 'number' && Number.isFinite(cost) && cost >= 0) facts.statedCostUsd = cost;
}

function detail(usage: Record<string, unknown>, group: string, name: string): unknown {
  const details = usage[group];
  return isRecord(details) ? details[name] : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
