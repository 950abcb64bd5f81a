import type { NotifiedEvent, ReleaseNotice } from '../core/notify/message.ts';
import type { NotificationTarget } from '../core/notify/target.ts';
import { type Topic, topicOf } from '../core/notify/topics.ts';
import type { ReleaseEventType } from '../core/release/record.ts';
import { type Database, json, type Queryable, type Transaction } from './database.ts';

/** Something to be told to somebody. */
export interface DueNotification {
  readonly id: number;
  readonly target: NotificationTarget;
  readonly event: NotifiedEvent;
  readonly createdAt: Date;
  /** This attempt's number, from 1. */
  readonly attempt: number;
}

/** Longer than an attempt takes: whoever crashes in one leaves it to somebody else after this time. */
const LEASE_MS = 60_000;
const KEPT_MS = 7 * 86_400_000;

/** Puts what is to be told into the outbox, in the transaction of the event itself: neither is there without the other. */
export async function enqueueNotifications(
  transaction: Transaction,
  event: ReleaseNotice & { readonly event: ReleaseEventType },
): Promise<void> {
  const topic = topicOf(event.event);
  if (topic !== null) await enqueueNotice(transaction, topic, event);
}

/** For everybody who wants to hear of it. What is of no one route is not for those who want to hear of some. */
export async function enqueueNotice(transaction: Transaction, topic: Topic, event: NotifiedEvent): Promise<void> {
  const route = 'route' in event ? event.route : null;
  await transaction`
    INSERT INTO notification_outbox (target, event)
    SELECT id, ${json(transaction, event)} FROM notification_targets
    WHERE (config->>'enabled')::boolean AND config->'on' ? ${topic}
      AND (config->'routes' IS NULL OR config->'routes' ? ${route}::text)`;
}

/** Takes what is due, so that nobody else does meanwhile. */
export async function claimNotifications(database: Database, limit: number): Promise<readonly DueNotification[]> {
  return database<DueNotification[]>`
    WITH due AS (
      SELECT id FROM notification_outbox
      WHERE delivered_at IS NULL AND given_up_at IS NULL AND next_attempt_at <= clock_timestamp()
      ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE notification_outbox o
    SET attempts = attempts + 1, next_attempt_at = clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'
    FROM due, notification_targets t WHERE o.id = due.id AND t.id = o.target
    RETURNING o.id, t.config AS target, o.event, o.created_at AS "createdAt", o.attempts AS attempt`;
}

export async function markDelivered(database: Queryable, id: number): Promise<void> {
  await database`UPDATE notification_outbox SET delivered_at = clock_timestamp(), last_error = NULL WHERE id = ${id}`;
}

/** It is tried again after that time, or given up without one. */
export async function markFailed(
  database: Queryable,
  id: number,
  { error, againInMs }: { readonly error: string; readonly againInMs: number | undefined },
): Promise<void> {
  await (againInMs === undefined
    ? database`UPDATE notification_outbox SET given_up_at = clock_timestamp(), last_error = ${error} WHERE id = ${id}`
    : database`
        UPDATE notification_outbox SET last_error = ${error},
          next_attempt_at = clock_timestamp() + ${againInMs} * interval '1 millisecond' WHERE id = ${id}`);
}

/** Forgets what was settled a week ago. */
export async function forgetNotifications(database: Queryable): Promise<void> {
  await database`
    DELETE FROM notification_outbox
    WHERE coalesce(delivered_at, given_up_at) < clock_timestamp() - ${KEPT_MS} * interval '1 millisecond'`;
}
