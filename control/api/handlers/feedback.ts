import { z } from 'zod';
import { cleanFeedback } from '../../../core/evaluation/clean-feedback.ts';
import type { Arm } from '../../../core/release/arm.ts';
import type { Database } from '../../../store/database.ts';
import { type FeedbackRow, listFeedback, takeFeedback } from '../../../store/feedback.ts';
import type { FEEDBACK_OPERATIONS } from '../contract/feedback.ts';
import type { Handlers } from '../contract/operations.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import type { FeedbackEntry } from '../schemas/feedback.ts';

const OPERATOR = { tenant: undefined, scope: 'operator' };

export function feedbackHandlers(database: Database): Handlers<keyof typeof FEEDBACK_OPERATIONS> {
  return {
    async giveFeedback({ body, caller }) {
      const taken = await takeFeedback(database, OPERATOR, caller.name, body.feedback.map(cleanFeedback));
      return { body: { items: taken.map(({ id, status }) => ({ id: nameOf(id), status })) } };
    },

    async listFeedback({ query: { release, trace, name, limit, cursor } }) {
      const before = decodeCursor(z.number().int(), cursor);
      const rows = await listFeedback(database, { releaseId: release, traceId: trace, name, before, limit: limit + 1 });
      return { body: toPage(rows, limit, presentFeedback, (row) => row.id) };
    },
  };
}

function presentFeedback({ id, givenAt, changedAt, tenant: _, arm, ...row }: FeedbackRow): FeedbackEntry {
  return {
    ...row,
    id: nameOf(id),
    givenAt: givenAt.toISOString(),
    changedAt: changedAt?.toISOString() ?? null,
    arm: arm as Arm | null,
  };
}

const nameOf = (id: number): string => `fb_${id}`;
