import { z } from 'zod';

/** What the simulated provider reads of a chat completion request; all else is let by, as real providers do. */
export const chatRequestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.looseObject({ role: z.string() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ schema: z.unknown() }).optional() })
    .nullish(),
  n: z.number().int().min(1).max(16).nullish(),
});

export type ChatRequest = z.output<typeof chatRequestSchema>;

/** The JSON Schema that the answer must satisfy; `{}` for just any JSON; `undefined` where text will do. */
export function requestedSchema({ response_format: format }: ChatRequest): unknown {
  if (format?.type === 'json_schema') return format.json_schema?.schema ?? {};
  return format?.type === 'json_object' ? {} : undefined;
}
