import type { TokenUsage } from './outcome.ts';

/** What an answer, or the events of a streamed one, say about themselves. Absent where they do not. */
export interface CallFacts {
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

/** Adds who answered, where the facts do not say so yet. */
export function addSource(facts: CallFacts, json: Record<string, unknown>): void {
  if (typeof json['id'] === 'string' && facts.responseId === undefined) facts.responseId = json['id'];
  if (typeof json['model'] === 'string' && facts.responseModel === undefined) facts.responseModel = json['model'];
}

/** The names that an endpoint gives to the parts of `usage`. */
export interface UsageNames {
  readonly input: string;
  readonly inputDetails: string;
  readonly output: string;
  readonly outputDetails: string;
}

/** Adds the tokens, and the price where the provider states one. */
export function addUsage(facts: CallFacts, usage: Record<string, unknown>, names: UsageNames): void {
  const promptTokens = count(usage[names.input]);
  const completionTokens = count(usage[names.output]) ?? 0;
  if (promptTokens === undefined) return;
  const cached = count(detail(usage, names.inputDetails, 'cached_tokens'));
  const written = count(detail(usage, names.inputDetails, 'cache_write_tokens'));
  const audioIn = count(detail(usage, names.inputDetails, 'audio_tokens'));
  const reasoning = count(detail(usage, names.outputDetails, 'reasoning_tokens'));
  const audioOut = count(detail(usage, names.outputDetails, 'audio_tokens'));
  facts.usage = {
    promptTokens,
    completionTokens,
    ...(cached !== undefined && { cachedPromptTokens: Math.min(cached, promptTokens) }),
    ...(written !== undefined && { cacheWritePromptTokens: Math.min(written, promptTokens) }),
    ...(audioIn !== undefined && { audioPromptTokens: Math.min(audioIn, promptTokens) }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    ...(audioOut !== undefined && { audioCompletionTokens: Math.min(audioOut, completionTokens) }),
  };
  const cost = usage['cost'];
  if (typeof cost === 'number' && Number.isFinite(cost) && cost >= 0) facts.statedCostUsd = cost;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function detail(usage: Record<string, unknown>, group: string, name: string): unknown {
  const details = usage[group];
  return isRecord(details) ? details[name] : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
