import type { GuardrailVerdict } from '../guardrail/verdict.ts';
import type { ReleaseId, RouteId, TraceId } from '../ids.ts';
import type { Arm } from '../release/arm.ts';

/** What one call to one arm came to. One row of the trace store; the statistics are sums over these. */
export interface Outcome {
  readonly requestId: string;
  readonly traceId: TraceId;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startedAtMs: number;

  readonly route: RouteId;
  readonly routeVersion: number;
  /** Names the guardrails, cache and budgets of the version; the same wherever they are the same. */
  readonly policyVersion?: string;
  readonly promptName?: string;
  readonly promptVersion?: string;
  readonly releaseId?: ReleaseId;
  readonly arm: Arm;
  /** Share of units that the candidate served when this call was assigned. */
  readonly weight: number;
  /** Where its session, user or trace stands in [0, 1) (see assignment.ts); absent where the call stands for itself. */
  readonly unitPoint?: number;
  /** Labels of the caller and the call (`tenant`, `team`, key labels, `metadata`), bounded in number and length. */
  readonly labels: Readonly<Record<string, string>>;
  readonly session?: string;
  /** As the app names them (`safety_identifier`, `user`, `metadata.user_id`), so that their calls can be found and deleted. */
  readonly user?: string;
  /** The part of an agent's task that made the call: `planner`, `retriever`, `final_answer`. */
  readonly step?: string;
  readonly keyId?: string;

  /** `gen_ai.operation.name`; absent in traces older than it. */
  readonly operation?: string;
  readonly provider: string;
  readonly requestModel: string;
  readonly responseModel?: string;
  readonly responseId?: string;
  readonly streamed: boolean;

  /** HTTP status of the arm's own answer; 0 where none came (connection failed, timed out). */
  readonly status: number;
  readonly errorType?: string;
  readonly timedOut: boolean;
  readonly latencyMs: number;
  readonly ttftMs?: number;
  readonly usage?: TokenUsage;
  /** Completion tokens by the time that they took: from the first token on in a stream, else of the whole call. */
  readonly tokensPerSecond?: number;
  /** Absent where the price or the usage is not known: missing, not zero. */
  readonly costUsd?: number;
  readonly finishReason?: string;
  /** Whether the model declined to answer, where it says so; absent where there is no answer. */
  readonly refused?: boolean;
  readonly retries: number;
  /** `provider/model`, or `stable`, of what answered in the place of the arm's own target. */
  readonly fallbackTarget?: string;
  readonly cache: CacheStatus;
  /** What budgets of its trace the call came near to or passed, as sentences. */
  readonly budgetWarnings?: readonly string[];
  /** By evaluator name; `schema_invalid` holds the check of a requested JSON format. */
  readonly evaluations: Readonly<Record<string, 'pass' | 'fail'>>;
  /** In the order of the version; absent where it has none. */
  readonly guardrails?: readonly GuardrailVerdict[];
  /**
   * Whether the arm's statistics count this call: not when a fallback, the cache or the other arm answered,
   * and not when the client went away before the end.
   */
  readonly counted: boolean;
  /** The route keeps no traces: the call is in the statistics, and nowhere else. */
  readonly untraced?: true;
  /** The client left before the end, while the arm's own first target worked: evidence of `abandon_rate` and of nothing else. */
  readonly abandoned?: boolean;
}

export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Parts of `promptTokens`: read from the provider's cache, written to it, audio. */
  readonly cachedPromptTokens?: number;
  readonly cacheWritePromptTokens?: number;
  readonly audioPromptTokens?: number;
  /** Parts of `completionTokens`. */
  readonly reasoningTokens?: number;
  readonly audioCompletionTokens?: number;
  /** The provider sent none; the gateway estimated. In traces and sums, never evidence. */
  readonly estimated?: boolean;
}

export type CacheStatus = 'off' | 'miss' | 'hit';
