import { arrayElements, type Element, type Member, objectMembers } from '../../core/llm/json-layout.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { ChatRequest } from './chat-request.ts';

/** What a route version changes of each request: prepared once, applied by cutting and joining bytes. */
export interface RequestEdits {
  /** Top-level fields that are taken out of the app's request. */
  readonly replaced: ReadonlySet<string>;
  /** The members that stand in their place, for plain and for streamed requests. */
  readonly plainHead: Buffer;
  readonly streamHead: Buffer;
  readonly prompt: PromptEdit | undefined;
}

interface PromptEdit {
  readonly message: Buffer;
  readonly placement: 'before' | 'replace';
}

/** Fields that the route never sets by its `params`: they are the request itself. */
const RESERVED = ['model', 'messages', 'stream'];

/** The edits of a version for one of its targets. */
export function requestEdits(config: RouteVersionConfig, model: string): RequestEdits {
  const params = Object.entries(config.params).filter(
    ([name]) => !RESERVED.includes(name) && name !== 'stream_options',
  );
  const fields = Object.fromEntries([['model', model], ...params]) as Record<string, unknown>;
  const streamOptions = { ...record(config.params['stream_options']), include_usage: true };
  return {
    replaced: new Set([...Object.keys(fields), 'stream_options']),
    plainHead: membersOf(fields),
    streamHead: membersOf({ ...fields, stream_options: streamOptions }),
    prompt: config.prompt && {
      message: Buffer.from(JSON.stringify({ role: 'system', content: config.prompt.system })),
      placement: config.prompt.placement,
    },
  };
}

/** The request as the target shall get it. Everything that the edits do not name keeps its bytes. */
export function editedBody(request: ChatRequest, edits: RequestEdits): Buffer {
  const { body, text, members } = request;
  const parts: Buffer[] = [OPEN, request.streamed ? edits.streamHead : edits.plainHead];
  let kept: { from: number; to: number } | undefined;
  const flush = (): void => {
    if (kept !== undefined) parts.push(COMMA, body.subarray(kept.from, kept.to));
    kept = undefined;
  };
  for (const member of members) {
    if (edits.replaced.has(member.name)) flush();
    else if (member.name === 'messages' && edits.prompt !== undefined) {
      flush();
      parts.push(
        COMMA,
        body.subarray(member.start, member.valueStart),
        ...editedMessages(body, text, member, edits.prompt),
      );
    } else kept = { from: kept?.from ?? member.start, to: member.valueEnd };
  }
  flush();
  parts.push(CLOSE);
  return Buffer.concat(parts);
}

const OPEN = Buffer.from('{');
const CLOSE = Buffer.from('}');
const COMMA = Buffer.from(',');
const OPEN_ARRAY = Buffer.from('[');
const CLOSE_ARRAY = Buffer.from(']');

/** The prompt first, then the app's messages: all of them, or all but its own system messages. */
function editedMessages(body: Buffer, text: string, messages: Member, prompt: PromptEdit): Buffer[] {
  const elements = arrayElements(text, messages.valueStart);
  const [first] = elements ?? [];
  if (elements === undefined) return [body.subarray(messages.valueStart, messages.valueEnd)];
  if (first === undefined) return [OPEN_ARRAY, prompt.message, CLOSE_ARRAY];
  if (prompt.placement === 'before')
    return [OPEN_ARRAY, prompt.message, COMMA, body.subarray(first.start, messages.valueEnd)];
  const kept = elements.filter((element) => !isSystemMessage(text, element));
  return [
    OPEN_ARRAY,
    prompt.message,
    ...kept.flatMap(({ start, end }) => [COMMA, body.subarray(start, end)]),
    CLOSE_ARRAY,
  ];
}

function isSystemMessage(text: string, { start }: Element): boolean {
  const role = objectMembers(text, start)?.findLast(({ name }) => name === 'role');
  if (role === undefined) return false;
  const value = text.slice(role.valueStart, role.valueEnd);
  return value === '"system"' || value === '"developer"';
}

function membersOf(fields: Record<string, unknown>): Buffer {
  return Buffer.from(JSON.stringify(fields).slice(1, -1));
}

function record(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
