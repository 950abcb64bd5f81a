import { TidegateError } from '../core/errors.ts';
import { sameJson } from '../core/json.ts';
import { NO_POLICY, type ReleasePolicy } from '../core/release/policy.ts';
import { appendAudit } from './audit.ts';
import { type Database, json, type Queryable, type Transaction } from './database.ts';

/** A route's id, or `null`: of every route. */
export type PolicyScope = string | null;

export interface PolicyRow {
  readonly policy: ReleasePolicy;
  /** Rises with each change; 0 where none was ever set. */
  readonly revision: number;
  readonly changedBy: string | null;
  readonly changedAt: Date | null;
}

const ALL = '*';
const LOCK = 7_443_004;
const NEVER_SET: PolicyRow = { policy: NO_POLICY, revision: 0, changedBy: null, changedAt: null };

export async function findPolicy(database: Queryable, scope: PolicyScope): Promise<PolicyRow> {
  const [row] = await database<PolicyRow[]>`
    SELECT policy, revision, changed_by AS "changedBy", changed_at AS "changedAt" FROM release_policies
    WHERE scope = ${scope ?? ALL}`;
  return row ?? NEVER_SET;
}

/** What holds for a route: the policy of all routes, then its own, each where it was set. */
export async function policiesOf(database: Queryable, route: string): Promise<readonly ReleasePolicy[]> {
  const rows = await database<{ policy: ReleasePolicy }[]>`
    SELECT policy FROM release_policies WHERE scope IN (${ALL}, ${route}) ORDER BY scope <> ${ALL}`;
  return rows.map(({ policy }) => policy);
}

/** As `policiesOf`, for whoever is about to accept a release or to change a route: no change can come in between. */
export async function policiesAtStart(transaction: Transaction, route: string): Promise<readonly ReleasePolicy[]> {
  await transaction`SELECT pg_advisory_xact_lock_shared(${LOCK})`;
  return policiesOf(transaction, route);
}

export interface PolicyChange {
  readonly scope: PolicyScope;
  readonly policy: ReleasePolicy;
  readonly actor: string;
  readonly reason: string;
  /** Changes nothing where the policy is at another revision than one of these. */
  readonly revisions?: readonly number[] | undefined;
}

/** @throws TidegateError `precondition_failed` where somebody else has changed it meanwhile */
export function setPolicy(database: Database, change: PolicyChange): Promise<PolicyRow> {
  return database.begin((transaction) => writePolicy(transaction, change));
}

/** The same policy again changes nothing. */
export async function writePolicy(transaction: Transaction, change: PolicyChange): Promise<PolicyRow> {
  const { scope, policy, actor, reason, revisions } = change;
  await transaction`SELECT pg_advisory_xact_lock(${LOCK})`;
  const before = await findPolicy(transaction, scope);
  if (revisions !== undefined && !revisions.includes(before.revision)) {
    const whose = scope === null ? 'The policy of all routes' : `The policy of route "${scope}"`;
    const message = `${whose} was changed by ${before.changedBy ?? 'somebody else'} meanwhile: read it again`;
    throw new TidegateError('precondition_failed', message);
  }
  if (before.revision > 0 && sameJson(before.policy, policy)) return before;
  await transaction`
    INSERT INTO release_policies (scope, policy, changed_by) VALUES (${scope ?? ALL}, ${json(transaction, policy)}, ${actor})
    ON CONFLICT (scope) DO UPDATE SET policy = excluded.policy, revision = release_policies.revision + 1,
      changed_by = excluded.changed_by, changed_at = clock_timestamp()`;
  await appendAudit(transaction, {
    actor,
    action: 'policy.change',
    subject: scope === null ? 'routes' : `route/${scope}`,
    reason,
    before: before.revision === 0 ? null : before.policy,
    after: policy,
  });
  return findPolicy(transaction, scope);
}
