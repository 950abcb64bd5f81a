import type { Outcome } from '../../core/llm/outcome.ts';
import { checksFor, evaluable } from '../evaluation/checks.ts';
import { type ArmCall, draftOutcome } from '../outcome/draft.ts';
import type { CallContext } from '../request/call-context.ts';
import type { AppRequest } from '../request/app-request.ts';
import type { Leases } from '../serving/leases.ts';
import { ByteList } from '../upstream/byte-list.ts';
import type { AnswerSink } from '../upstream/call.ts';
import type { UpstreamFailure } from '../upstream/failure.ts';
import { type Run, runTarget } from '../upstream/run.ts';
import type { CallServices } from './call-services.ts';
import { attempt, beginTurn, type Turn } from './attempt.ts';
import { MAX_KEPT_BYTES } from './client-stream.ts';
import { type MirrorDrop, MirrorLimits } from './mirror-limits.ts';
import { endOf, limitsOf, type PlannedMirror } from './plan.ts';
import { preparedBody } from './prepared-body.ts';

const MAX_RUNNING = 64;
/** What the requests of running mirrors may hold: they outlive the calls that made room for them. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface MirrorServices extends CallServices {
  readonly leases: Leases;
}

/**
 * Sends copies of requests to a candidate in shadow, or to the target of a standing rule, and reads their answers, which
 * nobody gets. A mirror begins after the request's own call is on its way, and whatever becomes of it stays here.
 */
export class Mirrors {
  started = 0;
  readonly #limits = new MirrorLimits();
  #running = 0;
  #bytes = 0;

  /** `onOutcome` is told what came of it; it is not called for a mirror that was dropped. */
  start(
    services: MirrorServices,
    request: AppRequest,
    context: CallContext,
    planned: PlannedMirror,
    onOutcome?: (outcome: Outcome) => void,
  ): void {
    const { armCall, rule } = planned;
    const use = rule && this.#limits.of(ruleName(armCall));
    const drop = this.#dropReason(services, request, planned, use);
    if (drop !== undefined) {
      return services.metrics.mirrorDropped(armCall.route.snapshot.id, drop);
    }
    const bytes = request.body.length;
    this.#running += 1;
    this.#bytes += bytes;
    this.started += 1;
    setImmediate(() => {
      mirror(services, request, context, armCall, onOutcome)
        .catch((error: unknown): undefined => {
          services.log.error({ err: error }, 'a mirrored call failed inside the gateway');
        })
        .then((outcome) => {
          this.#running -= 1;
          this.#bytes -= bytes;
          use?.end({ costUsd: outcome?.costUsd, answered: outcome !== undefined && outcome.errorType === undefined });
        })
        .catch((error: unknown) => services.log.error({ err: error }, 'a mirrored call could not be ended'));
    });
    return undefined;
  }

  #dropReason(
    { clock, leases }: MirrorServices,
    request: AppRequest,
    { armCall, rule }: PlannedMirror,
    use: ReturnType<MirrorLimits['of']> | undefined,
  ): MirrorDrop | undefined {
    if (request.endpoint.mayBeMirrored?.(request) === false) return 'side_effects';
    if (armCall.rollout !== undefined && !leases.mayMirror(armCall.rollout.releaseId)) return 'spend';
    const isFull = this.#bytes > 0 && this.#bytes + request.body.length > MAX_BYTES;
    if (isFull || this.#running >= MAX_RUNNING) return 'concurrency';
    return rule && use?.begin(rule, clock.monotonicMs(), clock.wallMs());
  }
}

/** A new version begins with fresh limits. */
function ruleName({ route, version }: ArmCall): string {
  return `${route.snapshot.id} ${version.number}`;
}

async function mirror(
  services: CallServices,
  request: AppRequest,
  context: CallContext,
  armCall: ArmCall,
  onOutcome: ((outcome: Outcome) => void) | undefined,
): Promise<Outcome | undefined> {
  const { endpoint, streamed } = request;
  if (!services.mayStillServe(armCall)) return undefined;
  const endBy = endOf({ armCall }, services.clock.monotonicMs());
  const turn = await beginTurn(armCall, request, context, services, endBy);
  const [served] = armCall.version.choose(turn.request, context);
  const ask = (): Promise<Run> =>
    runTarget(
      {
        endpoint,
        target: served.target,
        ...preparedBody(turn.request, served),
        streamed,
        forwardUsage: true,
        limits: limitsOf({ armCall, budgetMs: Infinity }, streamed, services.clock.monotonicMs(), endBy),
        retries: 0, // the first failure counts already; another try would only take quota from real calls
        mayRetry: () => services.mayStillServe(armCall),
      },
      services,
      () => undefined,
    );
  const attempted = await attempt(turn, { endpoint, target: served.target }, services.clock, endBy, ask);
  const { failure, bytes }: ReadAnswer =
    attempted.kind === 'failed' ? attempted : await readAnswer(attempted.run, turn, endBy);
  const endedAt = services.clock.monotonicMs();
  const checks = checksFor(request, armCall.version);
  const answer = bytes && evaluable(request, bytes, checks);
  const write = (): Outcome => {
    const ending = {
      endedAt,
      counted: armCall.rollout !== undefined,
      isFirst: false,
      streamed,
      guardrails: turn.guarded?.report.verdicts,
      ...(failure && { failure }),
    };
    const outcome = draftOutcome(context, armCall, attempted.run, ending);
    services.capture.take(armCall.version.config.capture, outcome, turn.request, bytes);
    services.recorder.record(outcome, armCall.rollout, answer, onOutcome);
    return outcome;
  };
  const { guarded } = turn;
  if (guarded === undefined) return write();
  return new Promise((resolve) => guarded.report.whenDone(() => resolve(write())));
}

interface ReadAnswer {
  readonly failure?: UpstreamFailure;
  readonly bytes?: readonly Buffer[];
}

async function readAnswer({ result, call }: Run, { guarded }: Turn, endBy: number): Promise<ReadAnswer> {
  if (result.kind === 'failure') return { failure: result.failure };
  if (result.kind === 'plain') return { bytes: [Buffer.from(result.text, 'latin1')] };
  return new Promise((resolve) => {
    const sink = new ReadingSink(resolve);
    call.flow(guarded?.sink(sink, call, endBy) ?? sink);
  });
}

/** Takes a stream to its end. */
class ReadingSink implements AnswerSink {
  readonly #kept = new ByteList(MAX_KEPT_BYTES);
  readonly #onEnd: (answer: ReadAnswer) => void;

  constructor(onEnd: (answer: ReadAnswer) => void) {
    this.#onEnd = onEnd;
  }

  write(events: Buffer): boolean {
    if (!this.#kept.overflown) this.#kept.add(events);
    return true;
  }

  finish(failure?: UpstreamFailure): void {
    if (failure !== undefined) return this.#onEnd({ failure });
    return this.#onEnd(this.#kept.overflown ? {} : { bytes: this.#kept.take() });
  }

  fail(failure: UpstreamFailure): void {
    this.#onEnd({ failure });
  }
}
