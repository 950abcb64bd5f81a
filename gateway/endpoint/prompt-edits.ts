import { arrayElements, type Element, type Member, objectMembers } from '../../core/llm/json-layout.ts';
import type { JsonBody } from '../request/json-body.ts';
import type { Prompt, ValueEdit } from './endpoint.ts';

/* How a version's prompt gets into a request, byte by byte: what the app wrote stays as it wrote it. */

/** A list of messages: the prompt first, then the app's messages, all of them or all but its own system messages. */
export function messagesEdit({ system, placement }: Prompt): ValueEdit {
  const message = Buffer.from(JSON.stringify({ role: 'system', content: system }));
  return (json, member) => {
    if (member === undefined) return [];
    const { body, text } = json;
    const elements = arrayElements(text, member.valueStart);
    const [first] = elements ?? [];
    if (elements === undefined) return [valueBytes(json, member)];
    if (first === undefined) return [OPEN_ARRAY, message, CLOSE_ARRAY];
    if (placement === 'before') return [OPEN_ARRAY, message, COMMA, body.subarray(first.start, member.valueEnd)];
    return [OPEN_ARRAY, ...separated([message, ...ofTheUser(json, elements)]), CLOSE_ARRAY];
  };
}

/** A list of messages without the app's own system messages; anything else stays as it is. */
export const withoutSystemMessages: ValueEdit = (json, member) => {
  if (member === undefined) return [];
  const elements = arrayElements(json.text, member.valueStart);
  if (elements === undefined) return [valueBytes(json, member)];
  return [OPEN_ARRAY, ...separated(ofTheUser(json, elements)), CLOSE_ARRAY];
};

/** A text that is the prompt, before the app's own text or instead of it. */
export function instructionsEdit({ system, placement }: Prompt): ValueEdit {
  const whole = [Buffer.from(JSON.stringify(system))];
  const before = textBefore(system);
  return (json, member) => {
    if (member === undefined || placement === 'replace' || isNull(json, member)) return whole;
    return before(json, { start: member.valueStart, end: member.valueEnd });
  };
}

/** A text, or a list of texts, each with the prompt before it; tokens stay as they are. */
export function textsEdit({ system }: Prompt): ValueEdit {
  const before = textBefore(system);
  return (json, member) => {
    if (member === undefined) return [];
    const elements = arrayElements(json.text, member.valueStart);
    if (elements === undefined) return before(json, { start: member.valueStart, end: member.valueEnd });
    const edited = elements.map((element) => Buffer.concat(before(json, element)));
    return [OPEN_ARRAY, ...separated(edited), CLOSE_ARRAY];
  };
}

const OPEN_ARRAY = Buffer.from('[');
const CLOSE_ARRAY = Buffer.from(']');
const COMMA = Buffer.from(',');
const QUOTE = '"';

/** Puts the prompt before a JSON string; what is no string stays as it is. */
function textBefore(system: string): (json: JsonBody, value: Element) => Buffer[] {
  const head = Buffer.from(JSON.stringify(`${system}\n\n`).slice(0, -1));
  return ({ body, text }, { start, end }) =>
    text[start] === QUOTE ? [head, body.subarray(start + 1, end)] : [body.subarray(start, end)];
}

function ofTheUser({ body, text }: JsonBody, elements: readonly Element[]): Buffer[] {
  return elements
    .filter((element) => !isSystemMessage(text, element))
    .map(({ start, end }) => body.subarray(start, end));
}

function isSystemMessage(text: string, { start }: Element): boolean {
  const role = objectMembers(text, start)?.findLast(({ name }) => name === 'role');
  if (role === undefined) return false;
  const value = text.slice(role.valueStart, role.valueEnd);
  return value === '"system"' || value === '"developer"';
}

function isNull({ text }: JsonBody, { valueStart, valueEnd }: Member): boolean {
  return text.slice(valueStart, valueEnd) === 'null';
}

function valueBytes({ body }: JsonBody, { valueStart, valueEnd }: Member): Buffer {
  return body.subarray(valueStart, valueEnd);
}

function separated(parts: readonly Buffer[]): Buffer[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [COMMA, part]));
}
