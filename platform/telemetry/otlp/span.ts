import { type Attributes, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { Outcome } from '../../../core/llm/outcome.ts';

const SCOPE = { name: 'tidegate' };

/**
 * A call as a span, under the names of OpenTelemetry's GenAI conventions, with those that OpenInference's users look for
 * and tidegate's own. Its ids are those that the app's trace and the answer's headers carry.
 */
export function spanOf(outcome: Outcome, resource: Resource): ReadableSpan {
  const {
    traceId,
    spanId,
    parentSpanId,
    operation = 'chat',
    requestModel,
    errorType,
    startedAtMs,
    latencyMs,
  } = outcome;
  const context = { traceId, traceFlags: TraceFlags.SAMPLED };
  return {
    name: `${operation} ${requestModel}`,
    kind: SpanKind.CLIENT,
    spanContext: () => ({ ...context, spanId }),
    ...(parentSpanId !== undefined && { parentSpanContext: { ...context, spanId: parentSpanId, isRemote: true } }),
    startTime: hrTime(startedAtMs),
    endTime: hrTime(startedAtMs + latencyMs),
    duration: hrTime(latencyMs),
    status:
      errorType === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: errorType },
    attributes: attributesOf(outcome),
    links: [],
    events: eventsOf(outcome),
    ended: true,
    resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** What is not known has no attribute. */
function attributesOf(outcome: Outcome): Attributes {
  const { usage } = outcome;
  return known({
    'gen_ai.operation.name': outcome.operation ?? 'chat',
    'gen_ai.provider.name': outcome.provider,
    'gen_ai.request.model': outcome.requestModel,
    'gen_ai.request.stream': outcome.streamed,
    'gen_ai.response.model': outcome.responseModel,
    'gen_ai.response.id': outcome.responseId,
    'gen_ai.response.finish_reasons': outcome.finishReason === undefined ? undefined : [outcome.finishReason],
    'gen_ai.response.time_to_first_chunk': outcome.ttftMs === undefined ? undefined : outcome.ttftMs / 1_000,
    'gen_ai.conversation.id': outcome.session,
    'gen_ai.prompt.name': outcome.promptName,
    'gen_ai.prompt.version': outcome.promptVersion,
    'gen_ai.usage.input_tokens': usage?.promptTokens,
    'gen_ai.usage.output_tokens': usage?.completionTokens,
    'gen_ai.usage.cache_read.input_tokens': usage?.cachedPromptTokens,
    'gen_ai.usage.reasoning.output_tokens': usage?.reasoningTokens,
    'llm.token_count.prompt': usage?.promptTokens,
    'llm.token_count.completion': usage?.completionTokens,
    'llm.token_count.total': usage === undefined ? undefined : usage.promptTokens + usage.completionTokens,
    'error.type': outcome.errorType,
    'http.response.status_code': outcome.status === 0 ? undefined : outcome.status,
    'user.id': outcome.user,
    'session.id': outcome.session,
    'tidegate.request.id': outcome.requestId,
    'tidegate.route.id': outcome.route,
    'tidegate.route.version': outcome.routeVersion,
    'tidegate.policy.version': outcome.policyVersion,
    'tidegate.release.id': outcome.releaseId,
    'tidegate.arm': outcome.arm,
    'tidegate.weight': outcome.weight,
    'tidegate.step': outcome.step,
    'tidegate.key.id': outcome.keyId,
    'tidegate.cache.status': outcome.cache,
    'tidegate.retry.count': outcome.retries,
    'tidegate.fallback.target': outcome.fallbackTarget,
    'tidegate.cost.usd': outcome.costUsd,
    'tidegate.counted': outcome.counted,
    ...Object.fromEntries(
      (outcome.guardrails ?? []).map(({ name, verdict }) => [`tidegate.guardrail.${name}`, verdict]),
    ),
    ...Object.fromEntries(Object.entries(outcome.labels).map(([name, value]) => [`tidegate.label.${name}`, value])),
  });
}

function eventsOf({ evaluations, startedAtMs, latencyMs }: Outcome): TimedEvent[] {
  return Object.entries(evaluations).map(([name, verdict]) => ({
    name: 'gen_ai.evaluation.result',
    time: hrTime(startedAtMs + latencyMs),
    attributes: {
      'gen_ai.evaluation.name': name,
      'gen_ai.evaluation.score.value': verdict === 'pass' ? 1 : 0,
      'gen_ai.evaluation.score.label': verdict,
    },
  }));
}

function known(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** Milliseconds as seconds and nanoseconds. */
function hrTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
