import { z } from 'zod';

const personSchema = z.string().min(1).max(256);

const traceBodySchema = z
  .object({
    spanId: z.string(),
    prompt: z.string().meta({ description: 'The request as JSON, without who asked' }),
    answer: z.string().meta({ description: 'The text, or JSON of choices with tool calls; empty where none came' }),
    truncated: z.boolean(),
    redactions: z.number().int().meta({ description: 'How many places were redacted before it was stored' }),
  })
  .meta({ id: 'TraceBody', description: 'Captured prompt and answer of one call, redacted' });

export const traceBodiesSchema = z.object({ items: z.array(traceBodySchema) }).meta({ id: 'TraceBodies' });

export const deletePersonSchema = z
  .strictObject({
    user: personSchema.optional(),
    session: personSchema.optional(),
    reason: z.string().min(1).max(500).meta({ description: 'For the audit record; name no person in it' }),
  })
  .refine(({ user, session }) => (user === undefined) !== (session === undefined), {
    error: 'give either a user or a session',
  })
  .refine(({ user, session, reason }) => !reason.includes(user ?? session ?? '\u0000'), {
    error: 'the reason stays in the audit record for ever: name no person in it',
    path: ['reason'],
  })
  .meta({ id: 'DeletePerson' });

export const deletionSchema = z
  .object({
    calls: z.number().int(),
    traces: z.number().int(),
    bodies: z.number().int(),
    feedback: z.number().int(),
  })
  .meta({ id: 'Deletion', description: 'How much was deleted' });

export type TraceBody = z.output<typeof traceBodySchema>;
