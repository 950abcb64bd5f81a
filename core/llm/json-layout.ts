/**
 * Where the parts of a JSON text stand, found without building values: a large request can be read and changed at its
 * top without being parsed and written again as a whole. Offsets count characters; a text decoded as latin1 has one
 * character for each byte, and no byte of a multi-byte UTF-8 character looks like one of JSON's own.
 *
 * What is nested is only skipped, not checked: a text that is broken inside a value is the reader's to refuse.
 */
export interface Member {
  /** The decoded name. */
  readonly name: string;
  /** Offset of the name's opening quote. */
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface Element {
  readonly start: number;
  readonly end: number;
}

/** The members of the object that begins at `from`, in order, or `undefined` where no whole object stands there. */
export function objectMembers(text: string, from = 0): Member[] | undefined {
  const layout = membersFrom(text, skipSpace(text, from));
  return layout?.members;
}

/** As `objectMembers`, for a text that holds one object and nothing else. It is read no further than `most` members. */
export function documentMembers(text: string, most = Infinity): Member[] | undefined {
  const layout = membersFrom(text, skipSpace(text, 0), most);
  if (layout === undefined || layout.members.length >= most) return layout?.members;
  return skipSpace(text, layout.end) === text.length ? layout.members : undefined;
}

/** The elements of the array that begins at `from`, or `undefined` where no whole array stands there. */
export function arrayElements(text: string, from: number): Element[] | undefined {
  if (text.charCodeAt(from) !== OPEN_BRACKET) return undefined;
  const elements: Element[] = [];
  let at = skipSpace(text, from + 1);
  if (text.charCodeAt(at) === CLOSE_BRACKET) return elements;
  for (;;) {
    const end = valueEnd(text, at);
    if (end === NOT_FOUND) return undefined;
    elements.push({ start: at, end });
    at = skipSpace(text, end);
    const code = text.charCodeAt(at);
    if (code === CLOSE_BRACKET) return elements;
    if (code !== COMMA) return undefined;
    at = skipSpace(text, at + 1);
  }
}

const NOT_FOUND = -1;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function membersFrom(text: string, from: number, most = Infinity): { members: Member[]; end: number } | undefined {
  if (text.charCodeAt(from) !== OPEN_BRACE) return undefined;
  const members: Member[] = [];
  let at = skipSpace(text, from + 1);
  if (text.charCodeAt(at) === CLOSE_BRACE) return { members, end: at + 1 };
  for (;;) {
    const member = memberAt(text, at);
    if (member === undefined) return undefined;
    members.push(member);
    at = skipSpace(text, member.valueEnd);
    const code = text.charCodeAt(at);
    if (code === CLOSE_BRACE || members.length >= most) return { members, end: at + 1 };
    if (code !== COMMA) return undefined;
    at = skipSpace(text, at + 1);
  }
}

function memberAt(text: string, start: number): Member | undefined {
  if (text.charCodeAt(start) !== QUOTE) return undefined;
  const nameEnd = stringEnd(text, start);
  if (nameEnd === NOT_FOUND) return undefined;
  const colon = skipSpace(text, nameEnd);
  if (text.charCodeAt(colon) !== COLON) return undefined;
  const valueStart = skipSpace(text, colon + 1);
  const end = valueEnd(text, valueStart);
  if (end === NOT_FOUND) return undefined;
  const name = memberName(text, start, nameEnd);
  return name === undefined ? undefined : { name, start, valueStart, valueEnd: end };
}

function memberName(text: string, start: number, end: number): string | undefined {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(text.slice(start, end)) as string;
  } catch {
    return undefined;
  }
}

/** The offset after the value that begins at `at`. */
function valueEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === QUOTE) return stringEnd(text, at);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return nestedEnd(text, at);
  return scalarEnd(text, at);
}

/** The offset after the string whose opening quote stands at `at`. A quote after an odd number of backslashes is text. */
function stringEnd(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote !== NOT_FOUND; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
  return NOT_FOUND;
}

function nestedEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at);
      if (end === NOT_FOUND) return NOT_FOUND;
      at = end - 1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return NOT_FOUND;
}

/** A number, `true`, `false` or `null`: whatever stands before the next separator. */
function scalarEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isScalarEnd(text.charCodeAt(at))) at += 1;
  return at === from ? NOT_FOUND : at;
}

function isScalarEnd(code: number): boolean {
  return (
    code === COMMA ||
    code === CLOSE_BRACE ||
    code === CLOSE_BRACKET ||
    isSpace(code) ||
    code === QUOTE ||
    code === COLON
  );
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
