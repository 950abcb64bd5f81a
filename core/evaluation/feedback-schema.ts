import { z } from 'zod';
import { signalFault } from './signal.ts';

/** Zod schemas of feedback: what apps, people and evaluators outside say of a call, a trace or a session, now or days later. */

const textOf = (longest: number) => z.string().min(1).max(longest);
const MAX_AT_ONCE = 100;

/** One score, label or comment. */
export const feedbackSchema = z
  .strictObject({
    id: textOf(128).optional().describe('Of your own: what comes twice under it is one'),
    trace: z
      .string()
      .regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hexadecimal digits: x-tidegate-trace-id of the answer')
      .optional(),
    response: textOf(256).optional().describe('`id` of the answer'),
    session: textOf(256).optional(),
    name: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'a name is 1 to 64 letters, digits and _ . -')
      .describe('`thumbs`, `task`, `escalated`, `abandoned`, `overridden`, `comment`, or the name of an evaluator'),
    value: z
      .union([z.boolean(), z.number(), textOf(64)])
      .optional()
      .describe(
        '`up` or `down`; `completed` or `failed`; true or false; `pass`, `fail`, a score or a label of your own',
      ),
    passes: z.number().optional().describe('A score from here on passes; 0.5 where it is left out'),
    comment: textOf(4_000).optional(),
    source: textOf(64).default('app').describe('Who says so, such as `user`, `reviewer` or the name of an evaluator'),
  })
  .superRefine((feedback, context) => {
    const subjects = [feedback.trace, feedback.response, feedback.session].filter((subject) => subject !== undefined);
    if (subjects.length !== 1)
      context.addIssue({ code: 'custom', message: 'feedback is about one thing: give trace, response or session' });
    const fault = signalFault(feedback);
    if (fault !== undefined) context.addIssue({ code: 'custom', path: ['value'], message: fault });
  });

const severalSchema = z.array(feedbackSchema).min(1).max(MAX_AT_ONCE);

/** What one request brings: one, or up to a hundred under `feedback`. */
export function parseFeedbackRequest(body: unknown): z.ZodSafeParseResult<z.output<typeof severalSchema>> {
  const isList = typeof body === 'object' && body !== null && 'feedback' in body;
  return severalSchema.safeParse(isList ? body.feedback : [body]);
}
