import { asReleaseId, asRouteId, asTraceId } from '../../core/ids.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import type { Rollout } from '../../core/route/snapshot.ts';
import { routeVersionSchema } from '../../core/route/version-schema.ts';

export const ROLLOUT: Rollout = {
  releaseId: asReleaseId('rel_bench'),
  stage: 'ramp',
  weight: 0.25,
  mirrorRate: 0,
  cohortBy: ['tenant'],
  candidate: { number: 2, config: routeVersionSchema.parse({ provider: 'openai', model: 'gpt-5-nano' }) },
};

const STEPS = ['planner', 'retriever', 'tool_selector', 'summarizer', 'final_answer'];
let calls = 0;

/** A call as agents make them: five of a trace, with all that a real one carries; one in fifty fails. */
export function nextCall(): Outcome {
  calls += 1;
  const trace = Math.floor(calls / 5);
  const failed = calls % 50 === 0;
  const isCandidate = trace % 4 === 0;
  return {
    requestId: `req_${hex(32)}`,
    traceId: asTraceId(trace.toString(16).padStart(32, '7')),
    spanId: hex(16),
    parentSpanId: hex(16),
    startedAtMs: Date.now(),
    route: asRouteId(`route-${trace % 10}`),
    routeVersion: isCandidate ? 2 : 1,
    policyVersion: 'pol-1',
    promptName: 'support',
    promptVersion: '2026-11-01',
    releaseId: ROLLOUT.releaseId,
    arm: isCandidate ? 'candidate' : 'stable',
    weight: ROLLOUT.weight,
    labels: { tenant: `tenant-${trace % 100}`, team: 'support', plan: 'pro' },
    session: `session-${trace % 100_000}`,
    user: `user-${trace % 50_000}`,
    step: STEPS[calls % 5] ?? 'planner',
    keyId: 'key_1',
    operation: 'chat',
    provider: 'openai',
    requestModel: 'gpt-5-mini',
    responseModel: 'gpt-5-mini-2026-08-07',
    responseId: `chatcmpl-${hex(24)}`,
    streamed: true,
    status: failed ? 500 : 200,
    ...(failed && { errorType: 'server_error' }),
    timedOut: false,
    latencyMs: 200 + (calls % 1_000),
    ttftMs: 90,
    usage: { promptTokens: 1_200, completionTokens: 180, cachedPromptTokens: 400 },
    costUsd: 0.0012,
    finishReason: 'stop',
    refused: false,
    retries: 0,
    cache: 'off',
    evaluations: { schema_invalid: 'pass' },
    counted: true,
  };
}

function hex(digits: number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(Math.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}
