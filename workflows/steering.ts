import { ApplicationFailure, CancellationScope, condition, defineQuery, defineUpdate } from '@temporalio/workflow';
import { setHandler, Trigger } from '@temporalio/workflow';
import { type Brakes, expiryOf } from '../core/release/brakes.ts';
import { demandToApprove, type SteeringRequest, steeringRefusal } from '../core/release/steering.ts';
import { type ReleaseView, STATE_QUERY, STEERING_UPDATES, type SteeringUpdate } from './contract.ts';
import type { Journal } from './journal.ts';
import type { Lookout } from './lookout.ts';
import type { RunningRelease } from './running-release.ts';
import { parseSteering } from './steering-arguments.ts';

const WHO_AND_WHY = '"by": your name, "reason": why (both stand in the record)';

/** Shown in the Temporal UI where an update is sent: whoever is on call there knows nothing else of tidegate. */
const DESCRIPTIONS: Readonly<Record<SteeringUpdate, string>> = {
  approve: `Approve the next stage that waits for people. Argument: one JSON object with ${WHO_AND_WHY}; optional "before": "shadow", "canary", "ramp" or "bake", "weight": 0.25 for one step, "role": yours, where the stage asks for one. Example: {"by": "ana", "reason": "evaluations read", "before": "ramp"}`,
  pause: `Keep the release on its step; it is still watched, and still rolls back. Argument: one JSON object with ${WHO_AND_WHY}. Example: {"by": "ana", "reason": "wait for the launch"}`,
  resume: `End a pause. Argument: one JSON object with ${WHO_AND_WHY}. Example: {"by": "ana", "reason": "launch is over"}`,
  promote: `Take the next step now, whatever the evidence lacks; past no block and no missing approval. Argument: one JSON object with ${WHO_AND_WHY}. Example: {"by": "ana", "reason": "little traffic at night"}`,
  abort: `Take the candidate back everywhere and end the release: stable serves all within seconds. Argument: one JSON object with ${WHO_AND_WHY}. Example: {"by": "ana", "reason": "complaints about answers"}`,
  block: `Stop the way forward, as an outside evaluator does; the watch goes on. Argument: one JSON object with ${WHO_AND_WHY}. Example: {"by": "nightly-evals", "reason": "structured output regression"}`,
  unblock: `End a block. Argument: one JSON object with ${WHO_AND_WHY}. Example: {"by": "ana", "reason": "evaluator was wrong"}`,
};

/** Lets people and evaluators steer the release while it runs. What they ask takes effect at once, or is refused. */
export class Steering {
  readonly #release: RunningRelease;
  readonly #journal: Journal;
  readonly #lookout: Lookout;

  constructor(release: RunningRelease, journal: Journal, lookout: Lookout) {
    this.#release = release;
    this.#journal = journal;
    this.#lookout = lookout;
  }

  /** From here on the release answers its query and its updates. */
  open(): void {
    const query = defineQuery<ReleaseView>(STATE_QUERY);
    setHandler(query, () => this.#release.view(), { description: 'How the release stands, with its evidence' });
    for (const kind of STEERING_UPDATES) {
      const update = defineUpdate<ReleaseView, [unknown]>(kind);
      setHandler(update, (argument) => CancellationScope.nonCancellable(() => this.#handle(kind, argument)), {
        validator: (argument) => void this.#accept(kind, argument),
        description: DESCRIPTIONS[kind],
      });
    }
  }

  /** What was acceptable when the update arrived is asked again when it is carried out. */
  async #handle(kind: SteeringUpdate, argument: unknown): Promise<ReleaseView> {
    await this.#carryOut(this.#accept(kind, argument));
    return this.#release.view();
  }

  #accept(kind: SteeringUpdate, argument: unknown): SteeringRequest {
    const request = parseSteering(kind, argument);
    const { releaseId } = this.#release.input;
    if (request.releaseId !== undefined && request.releaseId !== releaseId) {
      throw conflict(`${kind}: this is the release ${releaseId}, not ${request.releaseId}`);
    }
    const refusal = steeringRefusal(request, this.#release.facts());
    if (refusal !== undefined) throw conflict(`${kind}: ${refusal}`);
    return request;
  }

  #carryOut(request: SteeringRequest): Promise<void> {
    switch (request.kind) {
      case 'approve':
        return this.#approve(request);
      case 'pause':
        return this.#brake('paused', request, (brakes) => ({ ...brakes, paused: brakeOf(request) }));
      case 'resume':
        return this.#brake('resumed', request, ({ paused: _ended, ...brakes }) => brakes);
      case 'block':
        return this.#brake('blocked', request, (brakes) => ({ ...brakes, blocked: brakeOf(request) }));
      case 'unblock':
        return this.#brake('unblocked', request, ({ blocked: _ended, ...brakes }) => brakes);
      case 'promote':
        return this.#promote(request);
      case 'abort':
        return this.#abort(request);
      default:
        return request.kind satisfies never;
    }
  }

  /** Counted at once; what the evidence was then is written down with it, for whoever asks later what was seen. */
  async #approve(request: SteeringRequest): Promise<void> {
    const { by, reason, role } = request;
    const demand = demandToApprove(request, this.#release.facts());
    if (demand === undefined) throw conflict('approve: no stage ahead waits for an approval');
    const { input, brakes } = this.#release;
    const { before: stage, weight } = demand;
    const atMs = Date.now();
    const expiresAtMs = expiryOf(demand, atMs);
    const { verdict } = this.#release.progress;
    const optional = { ...(role === undefined ? {} : { role }), ...(weight === undefined ? {} : { weight }) };
    const details = {
      before: stage,
      candidateVersion: input.candidateVersion,
      verdict: verdict.kind,
      verdictReason: verdict.reason,
      ...optional,
      ...(expiresAtMs === undefined ? {} : { expiresAt: new Date(expiresAtMs).toISOString() }),
    };
    const approval = { stage, by, comment: reason, atMs, ...optional };
    this.#release.change({ brakes: { ...brakes, approvals: [...brakes.approvals, approval] } });
    this.#lookout.interrupt();
    await this.#journal.record({ event: 'approved', actor: by, reason }, { details });
  }

  async #brake(
    event: 'paused' | 'resumed' | 'blocked' | 'unblocked',
    { by, reason }: SteeringRequest,
    change: (brakes: Brakes) => Brakes,
  ): Promise<void> {
    this.#release.change({ brakes: change(this.#release.progress.brakes) });
    this.#lookout.interrupt();
    await this.#journal.record({ event, actor: by, reason });
  }

  /** The story takes the step, once it has the evidence that the observation under way hands over. */
  async #promote({ by, reason }: SteeringRequest): Promise<void> {
    if (this.#release.promotion !== undefined) throw conflict('promote: somebody else is promoting it just now');
    const done = new Trigger<void>();
    this.#release.promotion = { by, reason, done };
    this.#lookout.interrupt();
    await done;
  }

  /** Waits for nothing but the word that the exposure is withdrawn. */
  async #abort({ by, reason }: SteeringRequest): Promise<void> {
    this.#release.leave({ move: 'abort', actor: by, reason });
    await condition(() => this.#release.withdrawn);
  }
}

/** A refusal that is nobody's mistake: the release stands otherwise than was thought. */
export function conflict(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'conflict');
}

function brakeOf({ by, reason }: SteeringRequest): { by: string; reason: string; atMs: number } {
  return { by, reason, atMs: Date.now() };
}
