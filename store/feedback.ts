import { type Feedback, type FeedbackGiver, identityOf, subjectOf } from '../core/evaluation/feedback.ts';
import { signalOf } from '../core/evaluation/signal.ts';
import { type Database, json, type Queryable } from './database.ts';

export interface TakenFeedback {
  readonly id: number;
  /** `known`: the same was there already, and now holds what was said last. */
  readonly status: 'taken' | 'known';
}

/**
 * Keeps what was said. The same feedback again takes the place of what was said before, and is counted once at most: what
 * has been counted stays counted as it was. `given_by` is for people; `giver` decides whose calls it may be about.
 */
export async function takeFeedback(
  database: Database,
  giver: FeedbackGiver,
  givenBy: string,
  all: readonly Feedback[],
): Promise<readonly TakenFeedback[]> {
  const taken: TakenFeedback[] = [];
  await database.begin(async (transaction) => {
    for (const feedback of all) taken.push(await take(transaction, giver, givenBy, feedback));
  });
  return taken;
}

async function take(
  transaction: Queryable,
  { scope, tenant, routes }: FeedbackGiver,
  givenBy: string,
  feedback: Feedback,
): Promise<TakenFeedback> {
  const { kind, id } = subjectOf(feedback);
  const signal = signalOf(feedback);
  const value = feedback.value === undefined ? null : json(transaction, feedback.value);
  const [row] = await transaction<{ id: number; fresh: boolean }[]>`
    INSERT INTO feedback (scope, identity, given_by, any_tenant, tenant, routes, subject_kind, subject, name, source,
      value, comment, metric, bad)
    VALUES (${scope}, ${identityOf(feedback)}, ${givenBy}, ${tenant === undefined}, ${tenant ?? null},
      ${routes === undefined ? null : [...routes]}, ${kind}, ${id}, ${feedback.name}, ${feedback.source}, ${value},
      ${feedback.comment ?? null}, ${signal?.metric ?? null}, ${signal?.bad ?? null})
    ON CONFLICT (scope, identity) DO UPDATE SET value = excluded.value, comment = excluded.comment,
      metric = excluded.metric, bad = excluded.bad, changed_at = clock_timestamp(),
      state = CASE feedback.state WHEN 'unmatched' THEN 'waiting' ELSE feedback.state END,
      tries = CASE feedback.state WHEN 'unmatched' THEN 0 ELSE feedback.tries END
    RETURNING id, xmax = 0 AS fresh`;
  if (row === undefined) throw new Error('An upsert left no row');
  return { id: row.id, status: row.fresh ? 'taken' : 'known' };
}

/** Feedback as it is kept, with whom it was laid to. */
export interface FeedbackRow {
  readonly id: number;
  readonly givenAt: Date;
  readonly changedAt: Date | null;
  readonly givenBy: string;
  readonly tenant: string | null;
  readonly subjectKind: 'trace' | 'response' | 'session';
  readonly subject: string;
  readonly name: string;
  readonly source: string;
  readonly value: boolean | number | string | null;
  readonly comment: string | null;
  readonly metric: string | null;
  readonly bad: boolean | null;
  readonly state: 'waiting' | 'joined' | 'unmatched';
  readonly counted: boolean;
  readonly why: string | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly route: string | null;
  readonly releaseId: string | null;
  readonly arm: string | null;
}

export interface FeedbackFilter {
  readonly releaseId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly name?: string | undefined;
  /** Id of the last one of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listFeedback(database: Queryable, filter: FeedbackFilter): Promise<readonly FeedbackRow[]> {
  const { releaseId, traceId, name, before } = filter;
  return database<FeedbackRow[]>`
    SELECT id, given_at AS "givenAt", changed_at AS "changedAt", given_by AS "givenBy", tenant,
      subject_kind AS "subjectKind", subject, name, source, value, comment, metric, bad, state, counted, why,
      trace_id AS "traceId", span_id AS "spanId", route, release_id AS "releaseId", arm
    FROM feedback WHERE true
      ${releaseId === undefined ? database`` : database`AND release_id = ${releaseId}`}
      ${traceId === undefined ? database`` : database`AND (trace_id = ${traceId} OR subject = ${traceId})`}
      ${name === undefined ? database`` : database`AND name = ${name}`}
      ${before === undefined ? database`` : database`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${filter.limit}`;
}
