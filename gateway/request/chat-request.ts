import { documentMembers, type Member } from '../../core/llm/json-layout.ts';
import { badRequest } from '../http/api-error.ts';

/** A chat completion request, read only as far as the gateway needs it. What it does not know, it does not touch. */
export interface ChatRequest {
  readonly body: Buffer;
  /** The body as latin1: one character for each byte. */
  readonly text: string;
  readonly members: readonly Member[];
  readonly model: string;
  readonly streamed: boolean;
  /** Whether the app asked for the usage chunk of a stream. */
  readonly wantsUsage: boolean;
}

/** @throws ApiError 400 for a body that is no JSON object, or names no model */
export function readChatRequest(body: Buffer): ChatRequest {
  const text = body.toString('latin1');
  const members = documentMembers(text);
  if (members === undefined) throw badRequest('The request body is no JSON object.', 'invalid_json');
  const model = memberValue({ body, members }, 'model');
  if (typeof model !== 'string' || model === '')
    throw badRequest('The request names no model: give "model".', 'missing_model', 'model');
  const streamed = memberValue({ body, members }, 'stream') === true;
  return { body, text, members, model, streamed, wantsUsage: streamed && wantsUsage({ body, members }) };
}

type Read = Pick<ChatRequest, 'body' | 'members'>;

/** The parsed value of a top-level field; the last one where a name stands twice, as JSON parsers have it. */
export function memberValue({ body, members }: Read, name: string): unknown {
  const member = findMember(members, name);
  if (member === undefined) return undefined;
  try {
    return JSON.parse(body.toString('utf8', member.valueStart, member.valueEnd)) as unknown;
  } catch {
    throw badRequest(`The field "${name}" of the request is not valid JSON.`, 'invalid_json', name);
  }
}

/** The JSON text of a top-level field. */
export function memberText({ body, members }: Read, name: string): string | undefined {
  const member = findMember(members, name);
  return member === undefined ? undefined : body.toString('utf8', member.valueStart, member.valueEnd);
}

function findMember(members: readonly Member[], name: string): Member | undefined {
  for (let index = members.length - 1; index >= 0; index -= 1) {
    const member = members[index];
    if (member?.name === name) return member;
  }
  return undefined;
}

function wantsUsage(read: Read): boolean {
  const options = memberValue(read, 'stream_options');
  return (
    typeof options === 'object' && options !== null && 'include_usage' in options && options.include_usage === true
  );
}
