import { createHash } from 'node:crypto';
import type { AuditAction } from './audit-actions.ts';
import type { Database, Queryable, Transaction } from './database.ts';

/** One thing that somebody (or a gate) did, and why. `before` and `after` are plain JSON; never a secret, never a prompt's text. */
export interface AuditEntry {
  readonly actor: string;
  readonly action: AuditAction;
  /** `route/support-agent`, `release/rel_…`, `key/…`. */
  readonly subject: string;
  readonly reason: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface AuditRow {
  readonly sequence: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string;
  /** The exact text that was hashed: the entry with its sequence and time, as JSON. */
  readonly entry: string;
  readonly previousHash: string;
  readonly hash: string;
}

const LOCK = 7_443_002;
const GENESIS = '0'.repeat(64);

/** Appends to the chain within the caller's transaction, so that the record and the change stand or fall together. */
export async function appendAudit(transaction: Transaction, entry: AuditEntry): Promise<void> {
  await transaction`SELECT pg_advisory_xact_lock(${LOCK})`;
  const [last] = await transaction<{ sequence: number; hash: string }[]>`
    SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1`;
  const sequence = (last?.sequence ?? 0) + 1;
  const previousHash = last?.hash ?? GENESIS;
  const at = new Date();
  const text = JSON.stringify({ sequence, at: at.toISOString(), ...entry });
  await transaction`
    INSERT INTO audit (sequence, at, actor, action, subject, reason, entry, previous_hash, hash)
    VALUES (${sequence}, ${at}, ${entry.actor}, ${entry.action}, ${entry.subject}, ${entry.reason}, ${text},
      ${previousHash}, ${chainHash(previousHash, text)})`;
}

export interface AuditFilter {
  readonly subject?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listAudit(database: Queryable, filter: AuditFilter): Promise<readonly AuditRow[]> {
  return database<AuditRow[]>`
    SELECT sequence, at, actor, action, subject, reason, entry, previous_hash AS "previousHash", hash FROM audit
    WHERE true
      ${filter.subject === undefined ? database`` : database`AND subject = ${filter.subject}`}
      ${filter.before === undefined ? database`` : database`AND sequence < ${filter.before}`}
    ORDER BY sequence DESC LIMIT ${filter.limit}`;
}

export type AuditCheck =
  /** `head` is the hash of the last entry: with the count it is what a later check can be held to. */
  | { readonly intact: true; readonly entries: number; readonly head: string }
  | { readonly intact: false; readonly brokenAt: number; readonly why: string };

/** What somebody noted of the chain outside this database: the number of an entry, and its hash. */
export interface AuditAnchor {
  readonly sequence: number;
  readonly hash: string;
}

/**
 * Walks the whole chain and names the first entry that was changed, removed or put in. A chain that was cut at its end, or
 * written anew as a whole, is whole in itself: only an anchor finds that.
 */
export async function verifyAudit(database: Database, anchor?: AuditAnchor): Promise<AuditCheck> {
  let previousHash = GENESIS;
  let sequence = 0;
  const rows = database<AuditRow[]>`
    SELECT sequence, at, actor, action, subject, reason, entry, previous_hash AS "previousHash", hash
    FROM audit ORDER BY sequence`.cursor(500);
  for await (const batch of rows) {
    for (const row of batch) {
      const why = faultOf(row, sequence + 1, previousHash) ?? anchorFault(row, anchor);
      if (why !== undefined) return { intact: false, brokenAt: sequence + 1, why };
      previousHash = row.hash;
      sequence = row.sequence;
    }
  }
  if (anchor !== undefined && anchor.sequence > sequence)
    return { intact: false, brokenAt: sequence + 1, why: `it ends before the noted entry ${anchor.sequence}` };
  return { intact: true, entries: sequence, head: previousHash };
}

function anchorFault({ sequence, hash }: ChainLink, anchor: AuditAnchor | undefined): string | undefined {
  if (anchor?.sequence !== sequence || anchor.hash === hash) return undefined;
  return 'its hash is not the noted one: the chain was written anew';
}

/** An entry as it is exported: enough to check the chain anywhere. */
export type ChainLink = Pick<AuditRow, 'sequence' | 'entry' | 'previousHash' | 'hash'>;

/** Oldest first. */
export async function exportAudit(
  database: Queryable,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly ChainLink[]> {
  return database<ChainLink[]>`
    SELECT sequence, entry, previous_hash AS "previousHash", hash FROM audit
    WHERE sequence > ${after} ORDER BY sequence LIMIT ${limit}`;
}

/** Checks exported entries, from the first on. */
export function verifyLinks(links: Iterable<ChainLink>): AuditCheck {
  let head = GENESIS;
  let entries = 0;
  for (const link of links) {
    const why = linkFault(link, entries + 1, head);
    if (why !== undefined) return { intact: false, brokenAt: entries + 1, why };
    head = link.hash;
    entries += 1;
  }
  return { intact: true, entries, head };
}

function linkFault(link: ChainLink, expectedSequence: number, previousHash: string): string | undefined {
  if (link.sequence !== expectedSequence) return `entry ${expectedSequence} is missing`;
  if (link.previousHash !== previousHash) return 'it does not follow the entry before it';
  return link.hash === chainHash(link.previousHash, link.entry) ? undefined : 'its text does not match its hash';
}

function faultOf(row: AuditRow, expectedSequence: number, previousHash: string): string | undefined {
  const broken = linkFault(row, expectedSequence, previousHash);
  if (broken !== undefined) return broken;
  const told = JSON.parse(row.entry) as Record<string, unknown>;
  const columns = {
    sequence: row.sequence,
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    reason: row.reason,
  };
  const differing = Object.entries(columns).find(([name, value]) => told[name] !== value);
  return differing === undefined ? undefined : `its column ${differing[0]} does not match its text`;
}

function chainHash(previousHash: string, text: string): string {
  return createHash('sha256').update(previousHash).update('\n').update(text).digest('hex');
}
