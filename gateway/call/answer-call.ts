import type { Outcome } from '../../core/llm/outcome.ts';
import { keepsBodies } from '../capture/capture.ts';
import { checksFor, evaluable } from '../evaluation/checks.ts';
import type { EvaluableAnswer } from '../evaluation/job.ts';
import type { CacheTicket } from '../cache/answer-cache.ts';
import type { GuardedCall } from '../guardrails/guarded-call.ts';
import type { Opening } from '../guardrails/opening.ts';
import type { Exchange } from '../http/exchange.ts';
import { draftOutcome, type FinishedRun } from '../outcome/draft.ts';
import type { CallContext } from '../request/call-context.ts';
import type { AppRequest } from '../request/app-request.ts';
import type { Reservation } from '../limits/reservation.ts';
import type { Breaker } from '../upstream/breaker.ts';
import { errorType, type UpstreamFailure } from '../upstream/failure.ts';
import { type Run, runTarget } from '../upstream/run.ts';
import { type Attempt, attempt, beginTurn, type Turn } from './attempt.ts';
import type { CallServices } from './call-services.ts';
import { ClientStream } from './client-stream.ts';
import { sendFailure } from './failure-answer.ts';
import { type PreparedBody, preparedBody } from './prepared-body.ts';
import { endOf, limitsOf, type Link, linkForFiltered, mayPassOn, nextLink, type Plan } from './plan.ts';
import { answerHeaders, warningHeaders } from './answer-headers.ts';

/** One request on its way to an answer. */
export interface AppCall {
  readonly exchange: Exchange;
  readonly request: AppRequest;
  readonly context: CallContext;
  readonly plan: Plan;
  /** Told of the outcome of the arm that the request was assigned to. */
  readonly onAssignedOutcome: ((outcome: Outcome) => void) | undefined;
  /** What limits keep back for it. */
  readonly reservation: Reservation | undefined;
}

interface FailedRun {
  readonly link: Link;
  readonly turn: Turn;
  readonly run: FinishedRun;
  readonly failure: UpstreamFailure;
  readonly endedAt: number;
}

/** An answer that a content filter cut, kept until another target has one. */
type FilteredRun = Answered & { readonly endedAt: number };

/** Asks the plan's targets in turn until one begins an answer, and passes that on. Nothing reaches the client before. */
export async function answerCall(services: CallServices, call: AppCall): Promise<void> {
  const { exchange, plan } = call;
  const failed: FailedRun[] = [];
  let turn: Turn | undefined;
  let filtered: FilteredRun | undefined;
  for (let link: Link | undefined = plan.links[0]; link !== undefined;) {
    const beganAt = services.clock.monotonicMs();
    if (turn?.version !== link.armCall.version)
      turn = await beginTurn(
        link.armCall,
        call.request,
        call.context,
        services,
        Math.min(beganAt + link.budgetMs, endOf(link, beganAt)),
      );
    const { attempted, ticket, opening } = await attemptLink(services, call, { link, turn, beganAt });
    if (attempted.kind === 'answered') {
      const { run } = attempted;
      const other: Link | undefined =
        filtered === undefined && isFiltered(run) ? linkForFiltered(plan, link) : undefined;
      if (other !== undefined) {
        filtered = { link, turn, run, opening, endedAt: services.clock.monotonicMs() };
        link = other;
        continue;
      }
      recordFailures(services, call, failed, link.standsInAs);
      if (filtered !== undefined) replaceFiltered(services, call, filtered);
      return deliver(services, call, { link, turn, run, ticket, opening });
    }
    const { run, failure } = attempted;
    failed.push({ link, turn, run, failure, endedAt: services.clock.monotonicMs() });
    const next: Link | undefined = exchange.gone ? undefined : nextLink(plan, link, failure);
    if (next !== undefined)
      services.metrics.passedOn(link.armCall.route.snapshot.id, link.armCall.arm, errorType(failure));
    link = next;
  }
  recordFailures(services, call, failed, undefined);
  // Better an answer that was cut than none.
  if (filtered !== undefined) return deliver(services, call, filtered);
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
  if (breaker.admits(now, breakerBeside(plan, link)) || breaker.lastFailure === undefined) return undefined;
  const failure = { kind: 'circuit_open', cause: breaker.lastFailure } as const;
  if (!mayPassOn(plan, link, failure, now)) return undefined;
  metrics.skipped(link.armCall.route.snapshot.id, link.armCall.arm);
  return failure;
}

/** Of stable, for the candidate's own target: an incident on both arms must end for both. */
function breakerBeside({ links }: Plan, { armCall }: Link): Breaker | undefined {
  if (armCall.arm !== 'candidate') return undefined;
  return links.find((link) => link.armCall.arm === 'stable')?.served.guard.breaker;
}

/** Tells the target's breaker how a call came out; what a guardrail makes of it is not the target's fault. */
function settle({ clock }: CallServices, { served }: Link, failure: UpstreamFailure | undefined): void {
  served.guard.breaker.record(failure?.kind === 'guardrail' ? undefined : failure, clock.monotonicMs());
}

/** Whether a content filter cut the answer before anything of it was passed on: a stream has just begun. */
function isFiltered({ call }: Run): boolean {
  return call.facts.finishReason === 'content_filter';
}

/** The answer of its arm all the same: that another one took its place changes nothing about what it is judged by. */
function replaceFiltered(services: CallServices, call: AppCall, { endedAt, ...filtered }: FilteredRun): void {
  const { link, run } = filtered;
  run.call.cancel();
  if (run.result.kind === 'stream') settle(services, link, undefined);
  record(services, call, filtered, { endedAt });
}

/** A link that has its turn. */
interface LinkTurn {
  readonly link: Link;
  readonly turn: Turn;
  /** When its guardrails were first asked, of the monotonic clock: their time is the link's own. */
  readonly beganAt: number;
}

interface LinkAttempt {
  readonly attempted: Attempt;
  /** Where the answer may be kept. */
  readonly ticket?: CacheTicket | undefined;
  /** Where a stream waits that has come through guardrails. */
  readonly opening?: Opening | undefined;
}

/** The kept answer of the version that the call is assigned to, or what the link's target says; guardrails see either. */
async function attemptLink(services: CallServices, call: AppCall, linkTurn: LinkTurn): Promise<LinkAttempt> {
  const { link, turn, beganAt } = linkTurn;
  const { request } = turn;
  const asked = { endpoint: request.endpoint, target: link.served.target };
  const endBy = endOf(link, beganAt);
  let ticket: CacheTicket | undefined;
  const attempted = await attempt(turn, asked, services.clock, endBy, async () => {
    const prepared = preparedBody(request, link.served);
    ticket = prepared.refusal === undefined ? ticketFor(services, call, link, request, prepared.body) : undefined;
    const kept = await ticket?.find();
    if (kept !== undefined && services.mayStillServe(link.armCall)) return kept;
    const run = await askTarget(services, call, linkTurn, prepared);
    if (run.result.kind !== 'stream')
      settle(services, link, run.result.kind === 'failure' ? run.result.failure : undefined);
    return ticket?.record(run) ?? run;
  });
  if (turn.guarded === undefined || attempted.kind !== 'answered' || attempted.run.result.kind !== 'stream')
    return { attempted, ticket };
  return { ...(await openStream(services, link, turn.guarded, attempted.run, endBy)), ticket };
}

/** A guarded stream has answered once its guardrails let something of it go. */
async function openStream(
  services: CallServices,
  link: Link,
  guarded: GuardedCall,
  run: Run,
  endBy: number,
): Promise<LinkAttempt> {
  const opening = guarded.opening(run.call, endBy);
  const failure = await opening?.failure;
  if (failure === undefined) return { attempted: { kind: 'answered', run }, opening };
  if (run.cache !== 'hit') settle(services, link, failure);
  return { attempted: { kind: 'failed', run, failure } };
}

function ticketFor(
  services: CallServices,
  { exchange, context, plan, reservation }: AppCall,
  link: Link,
  request: AppRequest,
  body: Buffer,
): CacheTicket | undefined {
  if (link !== plan.links[0]) return undefined;
  const { armCall, served } = link;
  const control = exchange.request.headers['cache-control'];
  return services.cache.ticket({
    request,
    context,
    armCall,
    target: served.target,
    body,
    cacheControl: control,
    onUse: reservation && ((use) => reservation.add(use)),
  });
}

function askTarget(
  services: CallServices,
  { exchange, plan }: AppCall,
  { link, turn: { request }, beganAt }: LinkTurn,
  prepared: PreparedBody,
): Promise<Run> {
  const { armCall, served } = link;
  const now = services.clock.monotonicMs();
  const budgetMs = Math.max(0, link.budgetMs - (now - beganAt));
  const run = {
    endpoint: request.endpoint,
    target: served.target,
    body: prepared.body,
    streamed: request.streamed,
    forwardUsage: request.wantsUsage,
    limits: limitsOf({ armCall, budgetMs }, request.streamed, now, endOf(link, beganAt)),
    retries: armCall.version.config.retries.attempts,
    budget: served.guard.retries,
    refusal: prepared.refusal ?? refusal(services, plan, link),
    onRetryDenied: () => services.metrics.retryDenied(armCall.route.snapshot.id, armCall.arm),
    mayRetry: () => !exchange.gone && services.mayStillServe(armCall),
  };
  return runTarget(run, services, (upstream) => {
    if (exchange.gone) upstream.cancel();
    else exchange.work = upstream;
  });
}

/** A target's answer, and whose it is. */
interface Answered<Ran = Run> {
  readonly link: Link;
  readonly turn: Turn;
  readonly run: Ran;
  readonly ticket?: CacheTicket | undefined;
  /** Where a stream waits that has come through guardrails. */
  readonly opening?: Opening | undefined;
}

function deliver(services: CallServices, call: AppCall, answered: Answered): void {
  const { link, turn, run, ticket, opening } = answered;
  const { exchange, request } = call;
  const { result } = run;
  const checks = run.cache === 'hit' ? [] : checksFor(request, link.armCall.version);
  exchange.headers.push(...answerHeaders(call, link, run.cache), ...warningHeaders(turn.guarded));
  const isKept = checks.length > 0 || keepsBodies(link.armCall.version.config.capture, call.context.requestId);
  if (result.kind === 'plain') {
    const endedAt = services.clock.monotonicMs();
    exchange.sendJsonBytes(200, result.text);
    ticket?.keep();
    const bytes = isKept ? [Buffer.from(result.text, 'latin1')] : undefined;
    record(services, call, answered, { endedAt, bytes, answer: bytes && evaluable(request, bytes, checks) });
  } else if (result.kind === 'stream') {
    const stream = new ClientStream(exchange, run.call, result.reader, isKept, (failure) => {
      if (run.cache !== 'hit') settle(services, link, failure);
      if (failure === undefined) ticket?.keep();
      const bytes = stream.kept?.overflown === false && failure === undefined ? stream.kept.take() : undefined;
      const answer = bytes && evaluable(request, bytes, checks);
      record(services, call, answered, { endedAt: services.clock.monotonicMs(), failure, bytes, answer });
    });
    exchange.work = run.call;
    if (exchange.gone) run.call.cancel();
    if (opening === undefined) run.call.flow(stream);
    else if (opening.flow(stream)) run.call.resume();
  }
}

interface Recording {
  readonly endedAt: number;
  readonly failure?: UpstreamFailure | undefined;
  readonly answer?: EvaluableAnswer | undefined;
  /** The answer, where it came whole and somebody wants it. */
  readonly bytes?: readonly Buffer[] | undefined;
  readonly fallbackTarget?: string | undefined;
}

/** The assigned arm's own call is its evidence; what stood in for it is only written down. */
function record(
  services: CallServices,
  call: AppCall,
  { link, turn, run }: Answered<FinishedRun>,
  recording: Recording,
): void {
  const { endedAt, failure, answer, bytes, fallbackTarget } = recording;
  const isFirst = link === call.plan.links[0];
  const write = (): void => {
    const ending = {
      endedAt,
      counted: isFirst,
      isFirst,
      streamed: call.request.streamed,
      fallbackTarget,
      guardrails: turn.guarded?.report.verdicts,
      ...(failure && { failure }),
      ...(call.reservation && { budgetWarnings: call.reservation.warnings }),
    };
    const outcome = draftOutcome(call.context, link.armCall, run, ending);
    services.capture.take(link.armCall.version.config.capture, outcome, turn.request, bytes);
    call.reservation?.add(outcome);
    services.recorder.record(outcome, link.armCall.rollout, answer, isFirst ? call.onAssignedOutcome : undefined);
  };
  if (turn.guarded === undefined) write();
  else turn.guarded.report.whenDone(write);
}

function recordFailures(
  services: CallServices,
  call: AppCall,
  failed: readonly FailedRun[],
  fallbackTarget: string | undefined,
): void {
  for (const { failure, endedAt, ...attempted } of failed)
    record(services, call, attempted, { endedAt, failure, fallbackTarget });
}
