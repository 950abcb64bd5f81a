import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/* Messages as Anthropic documents them, as strict as the real one: what it does not know is a 400. */

const text = z.strictObject({ type: z.literal('text'), text: z.string().min(1), cache_control: z.any().optional() });
const source = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('base64'),
    media_type: z.string().regex(/^(image|application)\//),
    data: z.base64(),
  }),
  z.strictObject({ type: z.literal('url'), url: z.url() }),
]);
const image = z.strictObject({ type: z.literal('image'), source });
const document = z.strictObject({ type: z.literal('document'), source, title: z.string().optional() });
const id = z.string().regex(/^[a-zA-Z0-9_-]+$/);
const toolUse = z.strictObject({
  type: z.literal('tool_use'),
  id,
  name: z.string(),
  input: z.record(z.string(), z.any()),
});
const toolResult = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: id,
  content: z.array(z.union([text, image])),
});
const tool = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal('object') }),
  strict: z.boolean().optional(),
});
const toolChoice = z.strictObject({
  type: z.enum(['auto', 'any', 'tool', 'none']),
  name: z.string().optional(),
  disable_parallel_tool_use: z.boolean().optional(),
});

const requestSchema = z.strictObject({
  model: z.string(),
  max_tokens: z.number().int().positive(),
  system: z.array(text).optional(),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'assistant']),
        content: z.array(z.union([text, image, document, toolUse, toolResult])).min(1),
      }),
    )
    .min(1),
  tools: z.array(tool).optional(),
  tool_choice: toolChoice.optional(),
  stop_sequences: z.array(z.string()).optional(),
  stream: z.boolean().optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().optional(),
  top_k: z.number().optional(),
  thinking: z.any().optional(),
  output_config: z.strictObject({ effort: z.string().optional(), format: z.any().optional() }).optional(),
  metadata: z.strictObject({ user_id: z.string().max(256) }).optional(),
});

export type MessagesRequest = z.output<typeof requestSchema>;

type Reply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly json: unknown }
  /** `cut` is the size of the pieces in which the stream goes out; `end` whether the connection ends in order. */
  | { readonly events: readonly object[]; readonly cut?: number; readonly end?: 'close' | 'break' | 'hang' };

export const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

/** A provider that speaks Messages, over HTTP. */
export class FakeAnthropic {
  readonly requests: MessagesRequest[] = [];
  readonly heads: IncomingHttpHeaders[] = [];
  url = '';
  readonly #server: Server;

  private constructor(reply: (request: MessagesRequest, index: number) => Reply) {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const say = (status: number, json: unknown, headers: Record<string, string> = {}): void => {
          response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
        };
        const refuse = (status: number, type: string, message: string): void =>
          say(status, { type: 'error', error: { type, message }, request_id: 'req_fake' });
        if (request.url !== '/v1/messages') return refuse(404, 'not_found_error', 'Not Found');
        if (request.headers['x-api-key'] === undefined || request.headers['anthropic-version'] !== '2023-06-01')
          return refuse(401, 'authentication_error', 'x-api-key header is required');
        const parsed = requestSchema.safeParse(JSON.parse(Buffer.concat(parts).toString('utf8')));
        if (!parsed.success) return refuse(400, 'invalid_request_error', z.prettifyError(parsed.error));
        const problem = conversationProblem(parsed.data);
        if (problem !== undefined) return refuse(400, 'invalid_request_error', problem);
        this.heads.push(request.headers);
        this.requests.push(parsed.data);
        const answer = reply(parsed.data, this.requests.length - 1);
        if ('json' in answer) return say(answer.status ?? 200, answer.json, answer.headers);
        response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
        const bytes = Buffer.from(answer.events.map(sse).join(''));
        const size = answer.cut ?? bytes.length;
        for (let at = 0; at < bytes.length; at += size) response.write(bytes.subarray(at, at + size));
        if (answer.end === 'break') setImmediate(() => response.destroy());
        else if (answer.end !== 'hang') response.end();
        return undefined;
      });
    });
  }

  static async that(reply: (request: MessagesRequest, index: number) => Reply): Promise<FakeAnthropic> {
    const fake = new FakeAnthropic(reply);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    fake.url = `http://127.0.0.1:${(fake.#server.address() as AddressInfo).port}`;
    return fake;
  }

  async end(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}

/** What the real one refuses in the order of turns. */
function conversationProblem({ messages }: MessagesRequest): string | undefined {
  for (const [index, { role, content }] of messages.entries()) {
    if (messages[index + 1]?.role === role) return 'messages: roles must alternate';
    const uses = content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
    const results = (messages[index + 1]?.content ?? []).flatMap((block) =>
      block.type === 'tool_result' ? [block.tool_use_id] : [],
    );
    if (uses.some((use) => !results.includes(use))) return 'tool_use ids were found without tool_result blocks';
  }
  return undefined;
}

function sse(event: object): string {
  return `event: ${'type' in event ? String(event.type) : 'message'}\ndata: ${JSON.stringify(event)}\n\n`;
}

export function message(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'msg_01',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5',
    content: [{ type: 'text', text: 'It is on its way.' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 10, cache_creation_input_tokens: 5, cache_read_input_tokens: 100, output_tokens: 7 },
    ...change,
  };
}

/** The events of a message with these blocks, each in the deltas given. */
export function messageEvents(
  blocks: readonly { readonly start: object; readonly deltas: readonly object[] }[],
  stopReason = 'end_turn',
): object[] {
  const usage = { input_tokens: 10, cache_creation_input_tokens: 5, cache_read_input_tokens: 100, output_tokens: 1 };
  return [
    { type: 'message_start', message: { ...message(), content: [], stop_reason: null, usage } },
    { type: 'ping' },
    ...blocks.flatMap(({ start, deltas }, index) => [
      { type: 'content_block_start', index, content_block: start },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { output_tokens: 7, output_tokens_details: { thinking_tokens: 3 } },
    },
    { type: 'message_stop' },
  ];
}

export function textBlock(...texts: readonly string[]): { start: object; deltas: object[] } {
  return { start: { type: 'text', text: '' }, deltas: texts.map((part) => ({ type: 'text_delta', text: part })) };
}
