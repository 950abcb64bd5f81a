import { z } from 'zod';
import { VARIABLE_NAME, variablesOf } from './prompt-template.ts';

/** The prompt of a route version; see docs/prompts.md. */

const MAX_TEXT = 200_000;

const messageSchema = z.strictObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.string().max(MAX_TEXT),
});

const variableSchema = z.strictObject({
  default: z.string().max(10_000).optional().describe('What stands there when the call does not say; else it must'),
});

const variableNameSchema = z.string().regex(VARIABLE_NAME, 'letters, digits, . _ and -, a letter or _ first');

const text = 'In double braces: fields of the metadata of the call, as in {{customer}}';

export const promptSchema = z
  .strictObject({
    name: z.string().min(1).max(128),
    version: z.string().min(1).max(64),
    system: z.string().max(MAX_TEXT).optional().describe(`The system message. ${text}`),
    messages: z.array(messageSchema).min(1).max(100).optional().describe(`Messages in the place of one. ${text}`),
    variables: z.record(variableNameSchema, variableSchema).default({}),
    placement: z
      .enum(['before', 'replace'])
      .default('before')
      .describe("Before the app's own system message, or instead of it"),
  })
  .refine(({ system, messages }) => (system === undefined) !== (messages === undefined), {
    error: 'a prompt has either "system" or "messages"',
  })
  .superRefine(({ system, messages, variables }, context) => {
    const used = new Set([system ?? '', ...(messages ?? []).map(({ content }) => content)].flatMap(variablesOf));
    for (const name of Object.keys(variables)) {
      if (!used.has(name))
        context.addIssue({
          code: 'custom',
          path: ['variables', name],
          message: `the prompt does not use {{${name}}}`,
        });
    }
  });
