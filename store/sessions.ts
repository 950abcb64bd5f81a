import { createHash } from 'node:crypto';
import type { Role } from '../core/access/roles.ts';
import { appendAudit } from './audit.ts';
import type { Database, Queryable } from './database.ts';

/** Somebody who has signed in to the dashboard. */
export interface SessionRow {
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Date;
}

export interface NewSession {
  readonly secret: string;
  readonly name: string;
  readonly role: Role;
  readonly validForMs: number;
}

export async function startSession(database: Database, session: NewSession): Promise<void> {
  const { secret, name, role, validForMs } = session;
  await database.begin(async (transaction) => {
    await transaction`
      INSERT INTO sessions (hash, name, role, expires_at)
      VALUES (${hashOf(secret)}, ${name}, ${role}, clock_timestamp() + ${validForMs} * interval '1 millisecond')`;
    const subject = `session/${name}`;
    await appendAudit(transaction, {
      actor: name,
      action: 'session.start',
      subject,
      reason: 'signed in',
      after: { role },
    });
  });
}

export async function sessionInForce(database: Queryable, secret: string): Promise<SessionRow | undefined> {
  const [row] = await database<SessionRow[]>`
    SELECT name, role, expires_at AS "expiresAt" FROM sessions
    WHERE hash = ${hashOf(secret)} AND expires_at > clock_timestamp()`;
  return row;
}

/** Whoever had none any more has none. */
export async function endSession(database: Database, secret: string): Promise<void> {
  await database.begin(async (transaction) => {
    const [ended] = await transaction<{ name: string }[]>`
      DELETE FROM sessions WHERE hash = ${hashOf(secret)} RETURNING name`;
    if (ended === undefined) return;
    const { name } = ended;
    await appendAudit(transaction, {
      actor: name,
      action: 'session.end',
      subject: `session/${name}`,
      reason: 'signed out',
    });
  });
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
