import type { Outcome } from '../../core/llm/outcome.ts';
import { keepsBodies } from '../capture/capture.ts';
import { checksFor, evaluable } from '../evaluation/checks.ts';
import type { EvaluableAnswer } from '../evaluation/job.ts';
import type { Exchange } from '../http/exchange.ts';
import { draftOutcome } from '../outcome/draft.ts';
import type { CallContext } from '../request/call-context.ts';
import type { AppRequest } from '../request/app-request.ts';
import { editedBody } from '../request/edits.ts';
import { errorType, type UpstreamFailure } from '../upstream/failure.ts';
import { type Run, runTarget } from '../upstream/run.ts';
import type { CallServices } from './call-services.ts';
import { ClientStream } from './client-stream.ts';
import { sendFailure } from './failure-answer.ts';
import { limitsOf, type Link, mayPassOn, nextLink, type Plan } from './plan.ts';
import { answerHeaders } from './answer-headers.ts';

/** One request on its way to an answer. */
export interface AppCall {
  readonly exchange: Exchange;
  readonly request: AppRequest;
  readonly context: CallContext;
  readonly plan: Plan;
  /** Told of the outcome of the arm that the request was assigned to. */
  readonly onAssignedOutcome: ((outcome: Outcome) => void) | undefined;
}

interface FailedRun {
  readonly link: Link;
  readonly run: Run;
  readonly failure: UpstreamFailure;
  readonly endedAt: number;
}

/** Asks the plan's targets in turn until one begins an answer, and passes that on. Nothing reaches the client before. */
export async function answerCall(services: CallServices, call: AppCall): Promise<void> {
  const { exchange, plan } = call;
  const failed: FailedRun[] = [];
  for (let link: Link | undefined = plan.links[0]; link !== undefined;) {
    const run = await runLink(services, call, link, refusal(services, plan, link));
    if (run.result.kind !== 'failure') {
      recordFailures(services, call, failed, link.standsInAs);
      return deliver(services, call, link, run);
    }
    const { failure } = run.result;
    settle(services, link, failure);
    failed.push({ link, run, failure, endedAt: services.clock.monotonicMs() });
    const next: Link | undefined = exchange.gone ? undefined : nextLink(plan, link, failure);
    if (next !== undefined)
      services.metrics.passedOn(link.armCall.route.snapshot.id, link.armCall.arm, errorType(failure));
    link = next;
  }
  recordFailures(services, call, failed, undefined);
  // What a target said weighs more than what a later one could not be asked.
  const last = failed.findLast(({ failure }) => failure.kind !== 'unsupported') ?? failed.at(-1);
  if (last === undefined || exchange.gone) return;
  exchange.headers.push(...answerHeaders(call, last.link));
  sendFailure(exchange, last.failure);
}

/**
 * Why the link's target is to be left alone now, if it is. That is recorded as a failure of its arm: calls that a
 * breaker spared it would be missing from its evidence. Where nobody else could answer it is asked all the same.
 */
function refusal({ clock, metrics }: CallServices, plan: Plan, link: Link): UpstreamFailure | undefined {
  const { breaker } = link.served.guard;
  const now = clock.monotonicMs();
  if (breaker.admits(now) || breaker.lastFailure === undefined) return undefined;
  const failure = { kind: 'circuit_open', cause: breaker.lastFailure } as const;
  if (!mayPassOn(plan, link, failure, now)) return undefined;
  metrics.skipped(link.armCall.route.snapshot.id, link.armCall.arm);
  return failure;
}

/** Tells the target's breaker how a call came out. */
function settle({ clock }: CallServices, { served }: Link, failure: UpstreamFailure | undefined): void {
  served.guard.breaker.record(failure, clock.monotonicMs());
}

function runLink(
  services: CallServices,
  { exchange, request }: AppCall,
  link: Link,
  refused: UpstreamFailure | undefined,
): Promise<Run> {
  const { armCall, served } = link;
  const { endpoint } = request;
  const run = {
    endpoint,
    target: served.target,
    body: editedBody(request, served.editsFor(endpoint)),
    streamed: request.streamed,
    forwardUsage: request.wantsUsage,
    limits: limitsOf(link, request.streamed, services.clock.monotonicMs()),
    retries: armCall.version.config.retries.attempts,
    budget: served.guard.retries,
    refusal: refused,
    onRetryDenied: () => services.metrics.retryDenied(armCall.route.snapshot.id, armCall.arm),
    mayRetry: () => !exchange.gone && services.mayStillServe(armCall),
  };
  return runTarget(run, services, (upstream) => {
    if (exchange.gone) upstream.cancel();
    else exchange.work = upstream;
  });
}

function deliver(services: CallServices, call: AppCall, link: Link, run: Run): void {
  const { exchange, request } = call;
  const { result } = run;
  const checks = checksFor(request, link.armCall.version);
  exchange.headers.push(...answerHeaders(call, link));
  const isKept = checks.length > 0 || keepsBodies(link.armCall.version.config.capture, call.context.requestId);
  if (result.kind === 'plain') {
    settle(services, link, undefined);
    const endedAt = services.clock.monotonicMs();
    exchange.sendJsonBytes(200, result.text);
    const bytes = isKept ? [Buffer.from(result.text, 'latin1')] : undefined;
    record(services, call, link, run, { endedAt, bytes, answer: bytes && evaluable(request, bytes, checks) });
  } else if (result.kind === 'stream') {
    const stream = new ClientStream(exchange, run.call, result.reader, isKept, (failure) => {
      settle(services, link, failure);
      const bytes = stream.kept?.overflown === false && failure === undefined ? stream.kept.take() : undefined;
      const answer = bytes && evaluable(request, bytes, checks);
      record(services, call, link, run, { endedAt: services.clock.monotonicMs(), failure, bytes, answer });
    });
    exchange.response.writeHead(200, [...exchange.headers, ...STREAM_HEADERS]);
    run.call.flow(stream);
  }
}

const STREAM_HEADERS = [
  'content-type',
  'text/event-stream; charset=utf-8',
  'cache-control',
  'no-cache',
  'x-accel-buffering',
  'no',
];

interface Recording {
  readonly endedAt: number;
  readonly failure?: UpstreamFailure | undefined;
  readonly answer?: EvaluableAnswer | undefined;
  /** The answer, where it came whole and somebody wants it. */
  readonly bytes?: readonly Buffer[] | undefined;
  readonly fallbackTarget?: string | undefined;
}

/** The assigned arm's own call is its evidence; what stood in for it is only written down. */
function record(services: CallServices, call: AppCall, link: Link, run: Run, recording: Recording): void {
  const { endedAt, failure, answer, bytes, fallbackTarget } = recording;
  const isFirst = link === call.plan.links[0];
  const ending = {
    endedAt,
    counted: isFirst,
    isFirst,
    streamed: call.request.streamed,
    fallbackTarget,
    ...(failure && { failure }),
  };
  const outcome = draftOutcome(call.context, link.armCall, run, ending);
  services.capture.take(link.armCall.version.config.capture, outcome, call.request, bytes);
  services.recorder.record(outcome, link.armCall.rollout, answer, isFirst ? call.onAssignedOutcome : undefined);
}

function recordFailures(
  services: CallServices,
  call: AppCall,
  failed: readonly FailedRun[],
  fallbackTarget: string | undefined,
): void {
  for (const { link, run, failure, endedAt } of failed)
    record(services, call, link, run, { endedAt, failure, fallbackTarget });
}
