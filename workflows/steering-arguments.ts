import { ApplicationFailure } from '@temporalio/workflow';
import { type Role, ROLES } from '../core/access/roles.ts';
import type { ForwardStage } from '../core/release/stage.ts';
import type { SteeringKind, SteeringRequest } from '../core/release/steering.ts';

const LONGEST_NAME = 200;
const LONGEST_REASON = 2_000;
const STAGES: readonly string[] = ['shadow', 'canary', 'ramp', 'bake'] satisfies ForwardStage[];

/**
 * The request in an update's argument, which a person may have typed in the Temporal UI: fields that are not known are
 * left alone, those that are missing are named.
 * @throws ApplicationFailure `invalid_input`
 */
export function parseSteering(kind: SteeringKind, argument: unknown): SteeringRequest & { releaseId?: string } {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) {
    throw invalid(kind, 'it takes one JSON object');
  }
  const fields = argument as Readonly<Record<string, unknown>>;
  const { releaseId, by, reason, before, weight, role } = fields;
  const missing = ['by', 'reason'].filter((name) => typeof fields[name] !== 'string');
  if (typeof by !== 'string' || typeof reason !== 'string') {
    throw invalid(kind, `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`);
  }
  if (by.trim() === '') throw invalid(kind, '"by" is empty: say who asks');
  if (by.length > LONGEST_NAME) throw invalid(kind, `"by" is longer than ${LONGEST_NAME} characters`);
  if (reason.length > LONGEST_REASON) throw invalid(kind, `"reason" is longer than ${LONGEST_REASON} characters`);
  if (releaseId !== undefined && typeof releaseId !== 'string') throw invalid(kind, '"releaseId" is not a text');
  return {
    kind,
    by: by.trim(),
    reason: reason.trim() === '' ? 'no reason given' : reason.trim(),
    ...(typeof releaseId === 'string' ? { releaseId } : {}),
    ...(kind === 'approve' && before !== undefined ? { before: stage(before) } : {}),
    ...(kind === 'approve' && weight !== undefined ? { weight: share(weight) } : {}),
    ...(kind === 'approve' && role !== undefined ? { role: roleOf(role) } : {}),
  };
}

function stage(before: unknown): ForwardStage {
  if (typeof before === 'string' && STAGES.includes(before)) return before as ForwardStage;
  throw invalid('approve', `"before" is one of ${STAGES.join(', ')}`);
}

function share(weight: unknown): number {
  if (typeof weight === 'number' && weight >= 0 && weight <= 1) return weight;
  throw invalid('approve', '"weight" is a share from 0 to 1, as in the plan');
}

function roleOf(role: unknown): Role {
  const known = ROLES.find((each) => each === role);
  if (known === undefined) throw invalid('approve', `"role" is one of ${ROLES.join(', ')}`);
  return known;
}

function invalid(kind: SteeringKind, why: string): ApplicationFailure {
  const example = `{"by": "ana", "reason": "why"${kind === 'approve' ? ', "before": "ramp"' : ''}}`;
  return ApplicationFailure.nonRetryable(`${kind}: ${why}; for example ${example}`, 'invalid_input');
}
