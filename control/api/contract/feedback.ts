import { z } from 'zod';
import { cursorSchema, limitSchema, releaseNameSchema } from '../schemas/common.ts';
import { feedbackPageSchema, giveFeedbackSchema, takenFeedbackSchema } from '../schemas/feedback.ts';
import { operation } from './operation.ts';

export const FEEDBACK_OPERATIONS = {
  giveFeedback: operation({
    method: 'post',
    path: '/feedback',
    tag: 'Feedback',
    permission: 'give_feedback',
    summary: 'Say how calls, traces or sessions were, now or days later',
    description: 'As `POST /v1/feedback` of the gateway takes it, but for the calls of every tenant.',
    body: giveFeedbackSchema,
    answer: takenFeedbackSchema,
  }),
  listFeedback: operation({
    method: 'get',
    path: '/feedback',
    tag: 'Feedback',
    permission: 'read_bodies',
    summary: 'What was said, newest first',
    query: z.object({
      release: releaseNameSchema.optional(),
      trace: z
        .string()
        .regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hexadecimal digits')
        .optional(),
      name: z.string().max(64).optional(),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
    answer: feedbackPageSchema,
  }),
};
