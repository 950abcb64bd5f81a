import { createHmac } from 'node:crypto';
import { messageOf } from '../core/notify/message.ts';
import type { NotificationTarget } from '../core/notify/target.ts';
import type { Outbound } from '../platform/outbound/outbound.ts';
import type { SecretReference } from '../platform/config.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../store/database.ts';
import { forgetReminders, remindOfApprovals, tellLimits } from '../store/notices.ts';
import type { Chore } from './chores.ts';
import {
  claimNotifications,
  type DueNotification,
  forgetNotifications,
  markDelivered,
  markFailed,
} from '../store/notifications.ts';

export interface DeliveryDependencies {
  readonly database: Database;
  readonly readSecret: (reference: SecretReference) => string;
  readonly outbound: Outbound;
  readonly log: Logger;
}

const LOOK_EVERY_MS = 1_000;
const TELL_EVERY_MS = 5_000;
const REMIND_EVERY_MS = 30_000;
const FORGET_EVERY_MS = 3_600_000;
const AT_ONCE = 16;
const ANSWER_WITHIN_MS = 10_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;
/** With waits that double from five seconds to an hour: about half a day. */
const MOST_ATTEMPTS = 20;

export function notificationChores(dependencies: DeliveryDependencies): readonly Chore[] {
  return [
    {
      name: 'deliver notifications',
      everyMs: LOOK_EVERY_MS,
      async do() {
        while ((await deliverNotifications(dependencies)) === AT_ONCE);
      },
    },
    {
      name: 'tell of limits',
      everyMs: TELL_EVERY_MS,
      async do() {
        await tellLimits(dependencies.database);
      },
    },
    {
      name: 'remind of approvals',
      everyMs: REMIND_EVERY_MS,
      async do() {
        await remindOfApprovals(dependencies.database);
      },
    },
    {
      name: 'forget old notifications',
      everyMs: FORGET_EVERY_MS,
      async do() {
        await forgetNotifications(dependencies.database);
        await forgetReminders(dependencies.database);
      },
    },
  ];
}

/**
 * Delivers what is due, and says how much that was. At least once: an answer that is lost on its way has it delivered
 * again, under the same `webhook-id`. What fails waits longer each time, and is given up after half a day.
 */
export async function deliverNotifications(dependencies: DeliveryDependencies): Promise<number> {
  const due = await claimNotifications(dependencies.database, AT_ONCE);
  await Promise.all(due.map((each) => deliver(dependencies, each)));
  return due.length;
}

async function deliver(dependencies: DeliveryDependencies, due: DueNotification): Promise<void> {
  const { database, log } = dependencies;
  const error = await post(dependencies, due);
  if (error === undefined) return markDelivered(database, due.id);
  const againInMs = due.attempt >= MOST_ATTEMPTS ? undefined : waitMs(due.attempt);
  if (againInMs === undefined || due.attempt === 1)
    log.warn({ target: due.target.id, attempt: due.attempt, error }, 'a notification could not be delivered');
  await markFailed(database, due.id, { error, againInMs });
}

/** Why it was not taken; `undefined` where it was. The URL may be a secret: it stands in no error. */
async function post({ readSecret, outbound }: DeliveryDependencies, due: DueNotification): Promise<string | undefined> {
  const { target } = due;
  try {
    const body = JSON.stringify(messageOf(target, due.event, due.createdAt));
    const response = await outbound.fetch(typeof target.url === 'string' ? target.url : readSecret(target.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signature(target, `msg_${due.id}`, body, readSecret) },
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `it answered ${response.status}`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** As https://www.standardwebhooks.com has it: HMAC-SHA256 over id, time and body, joined by dots. */
function signature(
  { secret }: NotificationTarget,
  id: string,
  body: string,
  readSecret: DeliveryDependencies['readSecret'],
): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const named = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === undefined) return named;
  const text = readSecret(secret);
  const key = text.startsWith('whsec_') ? Buffer.from(text.slice('whsec_'.length), 'base64') : Buffer.from(text);
  const signed = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...named, 'webhook-signature': `v1,${signed}` };
}

function waitMs(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error.name === 'TimeoutError') return `no answer within ${ANSWER_WITHIN_MS / 1_000} s`;
  if (error.name === 'TidegateError') return error.message;
  const { cause } = error;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' ? `it could not be reached (${code})` : 'it could not be reached';
}
