import { type JsonText, UnreadableJson } from '../../core/llm/json-texts.ts';

/* JSON as latin1, one character for each byte, as requests and answers are kept. */

const PLAIN = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/;

/** The value of a JSON string in a document. */
export function stringValue(document: string, { start, end }: Pick<JsonText, 'start' | 'end'>): string {
  const inner = document.slice(start + 1, end - 1);
  if (PLAIN.test(inner)) return inner;
  try {
    return JSON.parse(Buffer.from(document.slice(start, end), 'latin1').toString('utf8')) as string;
  } catch {
    throw new UnreadableJson('A string of it is no JSON.');
  }
}

export interface Splice {
  readonly start: number;
  readonly end: number;
  /** Any value; its JSON takes the place. */
  readonly value: unknown;
}

/** The document with values replaced, in whatever order they are given. */
export function spliced(document: string, splices: readonly Splice[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, value } of splices.toSorted((one, other) => one.start - other.start)) {
    result += document.slice(from, start) + Buffer.from(JSON.stringify(value)).toString('latin1');
    from = end;
  }
  return result + document.slice(from);
}
