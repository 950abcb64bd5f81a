import { createHash } from 'node:crypto';
import type { Transaction } from './database.ts';

/** The roles of the processes, beside the one that owns the tables and migrates them. */
export const PROCESS_ROLES = ['tidegate_gateway', 'tidegate_worker', 'tidegate_control'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

const READ = 'SELECT';
const ADD = 'SELECT, INSERT';
const KEEP = 'SELECT, INSERT, UPDATE';
const ALL = 'SELECT, INSERT, UPDATE, DELETE';

/**
 * What each process may do with each table; with one that is not here, nothing. Nobody changes what stands in the audit
 * record: its trigger refuses the owner too.
 */
export const GRANTS: Readonly<Record<string, Readonly<Partial<Record<ProcessRole, string>>>>> = {
  schema_migrations: { tidegate_control: READ },
  // What replicas serve: written by releases and by people, read by replicas.
  snapshot_head: { tidegate_gateway: READ, tidegate_worker: 'SELECT, UPDATE', tidegate_control: 'SELECT, UPDATE' },
  providers: { tidegate_gateway: READ, tidegate_worker: READ, tidegate_control: ALL },
  routes: { tidegate_gateway: READ, tidegate_worker: 'SELECT, UPDATE', tidegate_control: ALL },
  route_versions: { tidegate_gateway: READ, tidegate_worker: READ, tidegate_control: ALL },
  limits: { tidegate_gateway: READ, tidegate_worker: READ, tidegate_control: ALL },
  // The worker tells of keys' budgets, and has no business with their hashes.
  api_keys: {
    tidegate_gateway: READ,
    tidegate_worker: 'SELECT (id, limits, created_at, expires_at, revoked_at)',
    tidegate_control: ALL,
  },
  // Who lives, and who is watched.
  replicas: { tidegate_gateway: ALL, tidegate_worker: ALL, tidegate_control: ALL },
  release_watches: { tidegate_gateway: READ, tidegate_worker: ALL, tidegate_control: ALL },
  // Releases and what is decided of them.
  releases: { tidegate_worker: KEEP, tidegate_control: KEEP },
  release_events: { tidegate_worker: ADD, tidegate_control: ADD },
  release_observations: { tidegate_worker: ALL, tidegate_control: ALL },
  release_policies: { tidegate_worker: READ, tidegate_control: ALL },
  freezes: { tidegate_worker: READ, tidegate_control: KEEP },
  audit: { tidegate_worker: ADD, tidegate_control: ADD },
  notification_targets: { tidegate_worker: READ, tidegate_control: ALL },
  reminders: { tidegate_worker: ALL, tidegate_control: ALL },
  notification_outbox: { tidegate_worker: ALL, tidegate_control: ADD },
  // Evidence.
  flush_cursors: { tidegate_gateway: KEEP, tidegate_worker: KEEP, tidegate_control: READ },
  outcome_statistics: { tidegate_gateway: ADD, tidegate_worker: ADD, tidegate_control: ALL },
  open_traces: { tidegate_gateway: KEEP, tidegate_worker: ALL, tidegate_control: ALL },
  traces: { tidegate_gateway: 'INSERT', tidegate_worker: READ, tidegate_control: ALL },
  traces_default: { tidegate_control: ALL },
  trace_bodies: { tidegate_gateway: 'INSERT', tidegate_worker: READ, tidegate_control: ALL },
  trace_bodies_default: { tidegate_control: ALL },
  feedback: { tidegate_gateway: KEEP, tidegate_worker: KEEP, tidegate_control: ALL },
  usage_hours: { tidegate_gateway: KEEP, tidegate_worker: READ, tidegate_control: ALL },
  cost_alerts: { tidegate_worker: ADD, tidegate_control: ALL },
  session_sweeps: { tidegate_worker: ALL, tidegate_control: ALL },
  judgements: { tidegate_worker: ALL, tidegate_control: ALL },
  judge_spending: { tidegate_worker: ALL, tidegate_control: ALL },
  limit_counters: { tidegate_gateway: ALL, tidegate_control: ALL },
  limit_events: { tidegate_gateway: ALL, tidegate_worker: 'SELECT, UPDATE', tidegate_control: ALL },
  // Who may call the API.
  access_tokens: { tidegate_control: ALL },
  idempotency_keys: { tidegate_control: ALL },
  sessions: { tidegate_control: ALL },
};

/**
 * Brings the grants up to date, for those of the roles that the server has: where it has none, all processes share the
 * owner's. What was done is noted, so that a start that changes nothing touches nothing.
 */
export async function applyGrants(transaction: Transaction, changed: boolean): Promise<void> {
  const present = await transaction<{ role: ProcessRole }[]>`
    SELECT rolname AS role FROM pg_roles WHERE rolname = ANY (${[...PROCESS_ROLES]}) AND rolname <> current_user`;
  const digest = createHash('sha256').update(JSON.stringify([GRANTS, present.map(({ role }) => role).toSorted()]));
  const note = `grants ${digest.digest('hex').slice(0, 16)}`;
  const [noted] = await transaction`SELECT FROM schema_migrations WHERE name = ${note}`;
  if (noted !== undefined && !changed) return;
  for (const { role } of present) {
    await transaction.unsafe(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role}`);
    await transaction.unsafe(`GRANT USAGE ON SCHEMA public TO ${role}`);
    for (const [table, { [role]: grant }] of Object.entries(GRANTS)) {
      if (grant !== undefined) await transaction.unsafe(`GRANT ${grant} ON ${table} TO ${role}`);
    }
  }
  await transaction`DELETE FROM schema_migrations WHERE name LIKE 'grants %'`;
  await transaction`INSERT INTO schema_migrations (name) VALUES (${note})`;
}
