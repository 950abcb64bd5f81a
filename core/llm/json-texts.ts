import { arrayElements, type Element, objectMembers } from './json-layout.ts';

/** A JSON string in a document: where it stands, quotes included, and how one gets there. */
export interface JsonText extends Element {
  /** Names and, where an array's objects have an `index`, that; else their place: `choices/0/delta/content`. */
  readonly path: string;
}

/** What is read of a document. */
export interface TextReader {
  /** Names whose values hold no text. */
  readonly skips: ReadonlySet<string>;
  text(text: JsonText): void;
  /** A value under a name that was skipped. */
  skipped?(name: string, value: Element): void;
}

/** Beyond this depth nobody writes a message. */
const MAX_DEPTH = 32;

/** Thrown for a value that is nested too deeply, or is not whole. */
export class UnreadableJson extends Error {}

/**
 * Every string of a value, in their order. A name that stands twice is read twice: which one a reader takes is not
 * known.
 * @throws UnreadableJson
 */
export function readTexts(document: string, value: Element, reader: TextReader, path = '', depth = 0): void {
  if (depth > MAX_DEPTH) throw new UnreadableJson('It is nested too deeply.');
  switch (document.charAt(value.start)) {
    case '"':
      reader.text({ path, start: value.start, end: value.end });
      return;
    case '{':
      for (const { name, valueStart, valueEnd } of whole(objectMembers(document, value.start))) {
        const inner = { start: valueStart, end: valueEnd };
        if (reader.skips.has(name)) reader.skipped?.(name, inner);
        else readTexts(document, inner, reader, `${path}/${name}`, depth + 1);
      }
      return;
    case '[':
      for (const [place, element] of whole(arrayElements(document, value.start)).entries())
        readTexts(document, element, reader, `${path}/${ownIndex(document, element) ?? place}`, depth + 1);
      return;
    default:
  }
}

function whole<Parts>(parts: Parts | undefined): Parts {
  if (parts === undefined) throw new UnreadableJson('It is not whole.');
  return parts;
}

/** Choices and tool calls of a stream say which one they belong to. */
function ownIndex(document: string, { start }: Element): string | undefined {
  if (document.charAt(start) !== '{') return undefined;
  const index = objectMembers(document, start)?.findLast(({ name }) => name === 'index');
  return index === undefined ? undefined : document.slice(index.valueStart, index.valueEnd);
}
