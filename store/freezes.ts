import type { Reach } from '../core/access/reach.ts';
import type { Freeze } from '../core/release/freeze.ts';
import { appendAudit } from './audit.ts';
import type { Database, Queryable, Transaction } from './database.ts';

export interface FreezeRow extends Freeze {
  readonly since: Date;
}

const LOCK = 7_443_003;

export interface FreezeRequest {
  readonly route: string | null;
  readonly reason: string;
  readonly until: Date | null;
}

/**
 * Freezes a route, or all of them; a freeze of the same scope before it ends. Once this returns, every release is either
 * refused or open already: whoever accepts one takes the same lock.
 */
export async function freeze(database: Database, request: FreezeRequest, actor: string): Promise<FreezeRow> {
  return database.begin(async (transaction) => {
    await transaction`SELECT pg_advisory_xact_lock(${LOCK})`;
    const { route, reason, until } = request;
    await endFreezes(transaction, route);
    await transaction`
      INSERT INTO freezes (route, reason, frozen_by, until) VALUES (${route}, ${reason}, ${actor}, ${until})`;
    await appendAudit(transaction, {
      actor,
      action: 'freeze.start',
      subject: subjectOf(route),
      reason,
      after: { until },
    });
    return { route, reason, until, by: actor, since: new Date() };
  });
}

/** Ends the freeze of that scope alone: a route stays frozen while all are. False where there is none. */
export async function unfreeze(
  database: Database,
  { route, reason }: Pick<FreezeRequest, 'route' | 'reason'>,
  actor: string,
): Promise<boolean> {
  return database.begin(async (transaction) => {
    if (!(await endFreezes(transaction, route))) return false;
    await appendAudit(transaction, { actor, action: 'freeze.end', subject: subjectOf(route), reason });
    return true;
  });
}

/** Freezes in force, that of all routes first; with a reach, only those that concern its routes. */
export async function listFreezes(database: Queryable, reach: Reach): Promise<readonly FreezeRow[]> {
  return database<FreezeRow[]>`
    ${selectInForce(database)}
    ${reach === null ? database`` : database`AND (route IS NULL OR route = ANY(${[...reach]}))`}
    ORDER BY route NULLS FIRST LIMIT 1000`;
}

/** What freezes a route now, be it alone or with all. */
export async function freezeOf(database: Queryable, route: string): Promise<FreezeRow | undefined> {
  const [found] = await database<FreezeRow[]>`
    ${selectInForce(database)} AND (route IS NULL OR route = ${route}) ORDER BY route NULLS FIRST LIMIT 1`;
  return found;
}

/** As `freezeOf`, for whoever is about to accept a release: no freeze can come in between. */
export async function freezeAtStart(transaction: Transaction, route: string): Promise<FreezeRow | undefined> {
  await transaction`SELECT pg_advisory_xact_lock_shared(${LOCK})`;
  return freezeOf(transaction, route);
}

async function endFreezes(transaction: Transaction, route: string | null): Promise<boolean> {
  const ended = await transaction`
    UPDATE freezes SET ended_at = clock_timestamp() WHERE ended_at IS NULL AND route IS NOT DISTINCT FROM ${route}
      AND (until IS NULL OR until > clock_timestamp()) RETURNING id`;
  return ended.length > 0;
}

function selectInForce(database: Queryable): ReturnType<Queryable> {
  return database`
    SELECT route, reason, frozen_by AS by, frozen_at AS since, until FROM freezes
    WHERE ended_at IS NULL AND (until IS NULL OR until > clock_timestamp())`;
}

const subjectOf = (route: string | null): string => (route === null ? 'routes' : `route/${route}`);
