import { arrayElements, type Element, type Member, objectMembers } from '../../core/llm/json-layout.ts';
import type { JsonBody } from '../request/json-body.ts';
import type { Prompt, ValueEdit } from './endpoint.ts';
import { type JsonPiece, type Rendering, rendering, stringPieces } from './prompt-text.ts';

/* How a version's prompt gets into a request, byte by byte: what the app wrote stays as it wrote it. */

/** A list of messages: the prompt first, then the app's messages, all of them or all but its own system messages. */
export function messagesEdit(prompt: Prompt): ValueEdit {
  const messages = promptMessages(prompt);
  return (json, member) => {
    if (member === undefined) return [];
    const elements = arrayElements(json.text, member.valueStart);
    if (elements === undefined) return [valueBytes(json, member)];
    return withMessages(messages(json), json, member, elements, prompt);
  };
}

/** As `messagesEdit`, where the value may also be a text that the user says. */
export function inputEdit(prompt: Prompt): ValueEdit {
  const messages = promptMessages(prompt);
  return (json, member) => {
    if (member === undefined) return [OPEN_ARRAY, messages(json), CLOSE_ARRAY];
    const elements = arrayElements(json.text, member.valueStart);
    if (elements !== undefined) return withMessages(messages(json), json, member, elements, prompt);
    if (json.text[member.valueStart] !== QUOTE) return [valueBytes(json, member)];
    return [OPEN_ARRAY, messages(json), COMMA, USER_SAYS, valueBytes(json, member), CLOSE_OBJECT, CLOSE_ARRAY];
  };
}

/** A list of messages without the app's own system messages; anything else stays as it is. */
export const withoutSystemMessages: ValueEdit = (json, member) => {
  if (member === undefined) return [];
  const elements = arrayElements(json.text, member.valueStart);
  if (elements === undefined) return [valueBytes(json, member)];
  return [OPEN_ARRAY, ...separated(ofTheUser(json, elements)), CLOSE_ARRAY];
};

/** A field that the app may have set and that the prompt leaves no place for. */
export const withoutValue: ValueEdit = (_json, member) => (member === undefined ? [] : [NULL]);

/** A text that is the prompt, before the app's own text or instead of it. */
export function instructionsEdit(prompt: Prompt): ValueEdit {
  const whole = promptText(prompt, [QUOTE], [QUOTE]);
  const before = textBefore(prompt);
  return (json, member) => {
    if (member === undefined || prompt.placement === 'replace' || isNull(json, member)) return [whole(json)];
    return before(json, { start: member.valueStart, end: member.valueEnd });
  };
}

/** A text, or a list of texts, each with the prompt before it; tokens stay as they are. */
export function textsEdit(prompt: Prompt): ValueEdit {
  const before = textBefore(prompt);
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
const CLOSE_OBJECT = Buffer.from('}');
const COMMA = Buffer.from(',');
const NULL = Buffer.from('null');
const USER_SAYS = Buffer.from('{"role":"user","content":');
const QUOTE = '"';
const BLANK_LINE = '\\n\\n';

/** The prompt's messages, a comma between them. */
function promptMessages({ system, messages, variables }: Prompt): Rendering {
  const all = messages ?? [{ role: 'system', content: system ?? '' }];
  const pieces = all.flatMap(({ role, content }, index): JsonPiece[] => [
    `${index === 0 ? '' : ','}{"role":"${role}","content":"`,
    ...stringPieces(content),
    '"}',
  ]);
  return rendering(pieces, variables);
}

/** The prompt as one text inside a JSON string: its messages with a blank line between them. */
function promptText({ system, messages, variables }: Prompt, head: JsonPiece[], tail: JsonPiece[]): Rendering {
  const texts = messages?.map(({ content }) => content) ?? [system ?? ''];
  const inside = texts.flatMap((text, index) => [...(index === 0 ? [] : [BLANK_LINE]), ...stringPieces(text)]);
  return rendering([...head, ...inside, ...tail], variables);
}

function withMessages(
  messages: Buffer,
  json: JsonBody,
  member: Member,
  elements: readonly Element[],
  { placement }: Prompt,
): Buffer[] {
  const [first] = elements;
  if (first === undefined) return [OPEN_ARRAY, messages, CLOSE_ARRAY];
  if (placement === 'before') return [OPEN_ARRAY, messages, COMMA, json.body.subarray(first.start, member.valueEnd)];
  return [OPEN_ARRAY, ...separated([messages, ...ofTheUser(json, elements)]), CLOSE_ARRAY];
}

/** Puts the prompt before a JSON string; what is no string stays as it is. */
function textBefore(prompt: Prompt): (json: JsonBody, value: Element) => Buffer[] {
  const head = promptText(prompt, [QUOTE], [BLANK_LINE]);
  return (json, { start, end }) => {
    const { body, text } = json;
    return text[start] === QUOTE ? [head(json), body.subarray(start + 1, end)] : [body.subarray(start, end)];
  };
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
