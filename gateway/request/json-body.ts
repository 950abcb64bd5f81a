import { documentMembers, type Member } from '../../core/llm/json-layout.ts';
import { badRequest } from '../http/api-error.ts';

/** A JSON object as it came in, with the places of its top-level fields. */
export interface JsonBody {
  readonly body: Buffer;
  /** The body as latin1: one character for each byte. */
  readonly text: string;
  readonly members: readonly Member[];
}

/** More top-level fields than any request has: the places of millions would take many times the memory of the body. */
const MAX_MEMBERS = 1_000;

/** @throws ApiError 400 for a body that is no JSON object, or has too many fields */
export function readJsonBody(body: Buffer): JsonBody {
  const text = body.toString('latin1');
  const members = documentMembers(text, MAX_MEMBERS + 1);
  if (members !== undefined && members.length > MAX_MEMBERS)
    throw badRequest(`The request has more than ${MAX_MEMBERS} fields.`, 'too_many_fields');
  if (members === undefined) throw badRequest('The request body is no JSON object.', 'invalid_json');
  return { body, text, members };
}

/** The parsed value of a top-level field; the last one where a name stands twice, as JSON parsers have it. */
export function memberValue({ body, members }: JsonBody, name: string): unknown {
  const member = findMember(members, name);
  if (member === undefined) return undefined;
  try {
    return JSON.parse(body.toString('utf8', member.valueStart, member.valueEnd)) as unknown;
  } catch {
    throw badRequest(`The field "${name}" of the request is not valid JSON.`, 'invalid_json', name);
  }
}

/** The JSON text of a top-level field. */
export function memberText({ body, members }: JsonBody, name: string): string | undefined {
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
