import {
  type Client,
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { setTimeout as delay } from 'node:timers/promises';
import { TidegateError } from '../../core/errors.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import { type Approving, RELEASE_WORKFLOW, type Steering, type SteeringUpdate } from '../../workflows/contract.ts';
import { searchAttributeKeys } from '../../workflows/search-attributes.ts';
import { releaseStartOptions } from '../../workflows/start-options.ts';
import { GRPC_STATUS } from './grpc-status.ts';
import { releaseInputOf } from './release-input.ts';

/** How a release's workflow stands in Temporal. */
export type Standing =
  | { readonly kind: 'running'; readonly runId: string }
  /** It ended (or was ended), or Temporal knows none: `why` says which. */
  | { readonly kind: 'gone'; readonly why: string };

/** The releases' workflows, with Temporal's errors turned into the domain's. */
export interface ReleaseWorkflows {
  /**
   * Starts the workflow of an accepted release and returns its run's id; one that runs already is as good.
   * @throws TidegateError `conflict` where another release's workflow runs, `unavailable` where Temporal does not answer
   */
  start(release: ReleaseRecord): Promise<string>;
  /**
   * Sends an update and waits until the workflow has carried it out.
   * @throws TidegateError `conflict` where the workflow refuses it or has ended, `unavailable`
   */
  steer(
    release: ReleaseRecord,
    update: SteeringUpdate,
    steering: Steering | Approving,
    options?: SteerOptions,
  ): Promise<void>;
  standing(release: ReleaseRecord): Promise<Standing>;
}

export interface SteerOptions {
  readonly deadlineMs?: number;
  /** The same id again gets the first answer. */
  readonly updateId?: string;
}

const START_DEADLINE_MS = 10_000;
const STEER_DEADLINE_MS = 10_000;
const READ_DEADLINE_MS = 5_000;
/** A release has ended in the store a moment before its workflow has in Temporal: how long the next one waits for it. */
const LAST_MOMENTS_MS = 5_000;
const LOOK_AGAIN_MS = 100;

export function temporalReleaseWorkflows(client: Client): ReleaseWorkflows {
  const within = <Result>(deadlineMs: number, call: () => Promise<Result>): Promise<Result> =>
    client.withDeadline(Date.now() + deadlineMs, call);

  return {
    async start(release) {
      const patience = performance.now() + LAST_MOMENTS_MS;
      for (;;) {
        try {
          const options = releaseStartOptions(releaseInputOf(release));
          const handle = await within(START_DEADLINE_MS, () => client.workflow.start(RELEASE_WORKFLOW, options));
          return handle.firstExecutionRunId;
        } catch (error) {
          if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw asUnavailable(error);
          const standing = await this.standing(release);
          if (standing.kind === 'running') return standing.runId;
          if (performance.now() > patience) throw otherRuns(release, error);
          await delay(LOOK_AGAIN_MS);
        }
      }
    },

    async steer(release, update, steering, { deadlineMs = STEER_DEADLINE_MS, updateId } = {}) {
      const handle = client.workflow.getHandle(release.workflowId);
      const options = { args: [steering] as [Steering], ...(updateId === undefined ? {} : { updateId }) };
      try {
        await within(deadlineMs, () => handle.executeUpdate<void, [Steering]>(update, options));
      } catch (error) {
        throw steeringError(error, release, update);
      }
    },

    async standing(release) {
      try {
        const {
          status: state,
          runId,
          typedSearchAttributes,
        } = await within(READ_DEADLINE_MS, () => client.workflow.getHandle(release.workflowId).describe());
        if (typedSearchAttributes.get(searchAttributeKeys.releaseId) !== release.id) {
          return { kind: 'gone', why: 'Temporal has no workflow of this release any more' };
        }
        if (state.name === 'RUNNING' || state.name === 'CONTINUED_AS_NEW') return { kind: 'running', runId };
        return { kind: 'gone', why: `its workflow is ${state.name.toLowerCase().replaceAll('_', ' ')} in Temporal` };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { kind: 'gone', why: 'Temporal knows no such workflow' };
        throw asUnavailable(error);
      }
    },
  };
}

function otherRuns(release: ReleaseRecord, cause: unknown): TidegateError {
  const message = `Another workflow ${release.workflowId} runs in Temporal, so this release cannot start: end that one first`;
  return new TidegateError('conflict', message, { cause });
}

function steeringError(error: unknown, release: ReleaseRecord, update: SteeringUpdate): Error {
  if (error instanceof WorkflowUpdateFailedError) {
    const reason = error.cause?.message ?? error.message;
    return new TidegateError('conflict', `Release ${release.id} refuses ${update}: ${reason}`, { cause: error });
  }
  if (error instanceof WorkflowNotFoundError) {
    const message = `Release ${release.id} has ended: there is nothing to ${update} any more`;
    return new TidegateError('conflict', message, { cause: error });
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    const message = `No worker took "${update}" in time: check that the worker and Temporal run, then try again`;
    return new TidegateError('unavailable', message, { cause: error });
  }
  return asUnavailable(error);
}

/** What Temporal's client throws when the service is away or too busy; anything else is passed on as it is. */
function asUnavailable(error: unknown): Error {
  const cause = error instanceof ServiceError ? error.cause : error;
  const passing =
    isGrpcDeadlineError(error) ||
    (isGrpcServiceError(cause) && Object.values<number>(GRPC_STATUS).includes(cause.code));
  if (!passing) return error instanceof Error ? error : new Error(String(error));
  const message = 'Temporal cannot be reached: check TEMPORAL_ADDRESS and that it runs, then try again';
  return new TidegateError('unavailable', message, { cause: error });
}
