import { z } from 'zod';
import { cleanFeedback } from '../../core/evaluation/clean-feedback.ts';
import type { Feedback, FeedbackGiver } from '../../core/evaluation/feedback.ts';
import { parseFeedbackRequest } from '../../core/evaluation/feedback-schema.ts';
import type { KeySnapshot } from '../../core/route/snapshot.ts';
import type { Logger } from '../../platform/log.ts';
import type { Clock } from '../clock.ts';
import { ApiError, badRequest } from '../http/api-error.ts';
import { readBody } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import type { FeedbackWriter } from '../ports.ts';
import { authenticate } from '../request/caller.ts';
import { currentServing } from '../serving/find-route.ts';
import type { SnapshotKeeper } from '../serving/keeper.ts';
import { within } from '../within.ts';
import { Turnstile } from './turnstile.ts';

export interface FeedbackServices {
  readonly keeper: SnapshotKeeper;
  readonly feedback: FeedbackWriter;
  readonly feedbackTurnstile: Turnstile;
  readonly log: Logger;
  readonly clock: Clock;
}

const MAX_BODY_BYTES = 256 * 1024;
const WRITTEN_WITHIN_MS = 5_000;
const RETRY_AFTER_MS = 1_000;

/** One at a time, so that feedback never takes more than one of the few connections that leases and evidence go by. */
export const newFeedbackTurnstile = (): Turnstile => new Turnstile(1, 500);

/** `POST /v1/feedback`: keeps what is said of calls of the key's own tenant. It answers when it is stored. */
export async function takeFeedback(services: FeedbackServices, exchange: Exchange): Promise<void> {
  const { headers } = exchange.request;
  const key = authenticate(currentServing(services).snapshot, headers.authorization, services.clock.wallMs());
  const all = readFeedback(await readBody(exchange.request, MAX_BODY_BYTES));
  const taken = await stored(services, key, all);
  if (taken === undefined) throw unavailable('Too much feedback at once.', 429);
  const data = taken.map(({ id, status }) => ({ object: 'feedback', id: `fb_${id}`, status }));
  exchange.sendJson(202, JSON.stringify({ object: 'list', data }));
}

async function stored(
  { feedback, feedbackTurnstile, log }: FeedbackServices,
  key: KeySnapshot,
  all: readonly Feedback[],
): Promise<Awaited<ReturnType<FeedbackWriter['take']>> | undefined> {
  try {
    return await feedbackTurnstile.pass(() =>
      within(WRITTEN_WITHIN_MS, 'Storing feedback', feedback.take(giverOf(key), `key ${key.id}`, all)),
    );
  } catch (error) {
    log.warn({ err: error }, 'feedback could not be stored');
    throw unavailable('The feedback could not be stored now.', 503);
  }
}

function giverOf({ id, tenant, routes }: KeySnapshot): FeedbackGiver {
  const scope = tenant === undefined ? `key ${id}` : `tenant ${tenant}`;
  return { tenant: tenant ?? null, scope, ...(routes !== undefined && { routes }) };
}

function readFeedback(body: Buffer): readonly Feedback[] {
  const parsed = parseFeedbackRequest(parsedJson(body));
  if (parsed.success) return parsed.data.map(cleanFeedback);
  const [issue] = parsed.error.issues;
  const path = issue === undefined ? '' : z.core.toDotPath(issue.path);
  throw badRequest(`${path === '' ? 'The feedback' : path}: ${issue?.message ?? 'is none'}.`, 'invalid_feedback');
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw badRequest('The request body is no JSON.', 'invalid_json');
  }
}

function unavailable(message: string, status: 429 | 503): ApiError {
  return new ApiError(`${message} Send it again.`, {
    status,
    type: status === 429 ? 'rate_limit_error' : 'server_error',
    code: 'feedback_unavailable',
    retryAfterMs: RETRY_AFTER_MS,
  });
}
