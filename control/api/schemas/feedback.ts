import { z } from 'zod';
import { ARMS } from '../../../core/release/arm.ts';
import { feedbackSchema } from '../../../core/evaluation/feedback-schema.ts';
import { pageOf, releaseNameSchema, routeNameSchema, timeSchema } from './common.ts';

export const giveFeedbackSchema = z.strictObject({ feedback: z.array(feedbackSchema).min(1).max(100) }).meta({
  id: 'FeedbackRequest',
  description: 'Scores, labels and comments',
  examples: [
    { feedback: [{ trace: '4bf92f3577b34da6a3ce929d0e0e4736', name: 'helpful', value: 'fail', source: 'reviewer' }] },
  ],
});

const feedbackEntrySchema = z
  .object({
    id: z.string(),
    givenAt: timeSchema,
    changedAt: timeSchema.nullable(),
    givenBy: z.string(),
    subjectKind: z.enum(['trace', 'response', 'session']),
    subject: z.string(),
    name: z.string(),
    source: z.string(),
    value: z.union([z.boolean(), z.number(), z.string()]).nullable(),
    comment: z.string().nullable(),
    metric: z.string().nullable().meta({ description: 'What it counts for; null where it is only kept' }),
    bad: z.boolean().nullable(),
    state: z.enum(['waiting', 'joined', 'unmatched']).meta({
      description: '`waiting` for its call, `joined` to it, or `unmatched`: it never came',
    }),
    counted: z.boolean().meta({ description: 'Whether it was evidence' }),
    why: z.string().nullable().meta({ description: 'Why it was not' }),
    traceId: z.string().nullable(),
    spanId: z.string().nullable(),
    route: routeNameSchema.nullable(),
    releaseId: releaseNameSchema.nullable(),
    arm: z.enum(ARMS).nullable(),
  })
  .meta({ id: 'Feedback', description: 'What was said of a call, and whom it was laid to' });

export const takenFeedbackSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        status: z.enum(['taken', 'known']).meta({ description: '`known`: it was there, and now says this' }),
      }),
    ),
  })
  .meta({ id: 'TakenFeedback', description: 'What became of each, in its order' });

export const feedbackPageSchema = pageOf('FeedbackPage', feedbackEntrySchema);
export type FeedbackEntry = z.output<typeof feedbackEntrySchema>;
