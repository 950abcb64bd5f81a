import { z } from 'zod';
import { durationSchema } from '../duration-schema.ts';
import { CHANGE_ASPECTS } from '../route/aspects.ts';
import { WEEKDAYS } from './change-window.ts';

/** Zod schemas of what a route asks of every release of it. */

const stageSchema = z.enum(['shadow', 'canary', 'ramp', 'bake']);

/** How many, of which role, and for how long: of an approval of a release, and of one that a policy asks for. */
export const approvalDemand = {
  count: z.number().int().min(1).max(10).default(1),
  role: z.enum(['approver', 'admin']).optional().describe('Least role of who approves; in Temporal there are no roles'),
  expiresAfter: durationSchema.optional().describe('An approval that is older counts no more'),
};

const ruleSchema = z.strictObject({
  on: z
    .array(z.enum(['any', ...CHANGE_ASPECTS]))
    .min(1)
    .default(['any'])
    .describe('What has to change for the rule to ask: model and provider are those of every target that is asked'),
  before: stageSchema
    .optional()
    .describe('The stage that waits; the first of the plan where left out, so that the candidate gets no call before'),
  ...approvalDemand,
});

const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of the day looks like 09:00');

const changeWindowSchema = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .max(7)
    .default([...WEEKDAYS]),
  from: clockSchema.default('00:00'),
  to: z
    .union([clockSchema, z.literal('24:00')])
    .default('24:00')
    .describe('Of the next day where not after `from`'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'there is no such time zone: use an IANA name such as Europe/Berlin')
    .default('UTC'),
});

/** What a route (or with `policy` at the top of a file, every route) asks of its releases. */
export const releasePolicySchema = z
  .strictObject({
    approvals: z.array(ruleSchema).max(20).default([]),
    separationOfDuties: z
      .boolean()
      .default(false)
      .describe('Who starts a release may neither approve it nor push it past its evidence'),
    changeWindows: z
      .array(changeWindowSchema)
      .max(20)
      .default([])
      .describe('Releases start and go forward in these only; always where there are none. Going back is always open'),
  })
  .meta({
    id: 'ReleasePolicy',
    examples: [
      {
        approvals: [{ on: ['model', 'provider'], count: 1, role: 'approver' }],
        separationOfDuties: true,
        changeWindows: [{ days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '16:00', timeZone: 'Europe/Berlin' }],
      },
    ],
  });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // a RangeError says that there is none of the name
  }
}
