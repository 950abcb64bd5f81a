import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { emptyEvidence } from '../../core/decision/engine.ts';
import { demandsAt } from '../../core/release/demands.ts';
import { planSteps } from '../../core/release/steps.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import type { ObserveInput } from '../../workflows/contract.ts';

/** What the workflow asks of an observation of the release's first step. */
export function observeInput({ id, route, spec }: ReleaseRecord, change: Partial<ObserveInput> = {}): ObserveInput {
  const charter = { gates: spec.gates, risk: spec.risk };
  const limits = { maxDurationMs: 3_600_000, onInconclusive: 'hold' } as const;
  return {
    releaseId: id,
    route,
    charter,
    evidence: emptyEvidence(charter),
    cursor: {},
    situation: demandsAt(planSteps(spec.plan), 0, limits),
    releaseStartedAtMs: Date.now(),
    stepWatchedMs: 0,
    returnOn: ['promote', 'hold', 'rollback'],
    checkpointAfterMs: 60_000,
    ...change,
  };
}

/** An attempt at an activity, with what the attempt before it heartbeat last. */
export function attempt(heartbeatDetails?: unknown): MockActivityEnvironment {
  const logger = new DefaultLogger('ERROR');
  return new MockActivityEnvironment(heartbeatDetails === undefined ? {} : { heartbeatDetails }, { logger });
}
