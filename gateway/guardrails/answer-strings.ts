import { documentMembers, type Element, type Member, objectMembers } from '../../core/llm/json-layout.ts';
import { type JsonText, readTexts, type TextReader, UnreadableJson } from '../../core/llm/json-texts.ts';

/** A text of an answer, or of one event of it. */
export interface AnswerString extends JsonText {
  /** Texts with the same stream, one event after the other, are one text; absent for a text that is whole by itself. */
  readonly stream?: string;
}

/** Where the model's words stand, and where log probabilities do, whose tokens repeat them. */
export interface AnswerStrings {
  readonly texts: readonly AnswerString[];
  readonly logprobs: readonly Element[];
}

/** What is not the model's words. */
const NO_TEXT: ReadonlySet<string> = new Set([
  'role',
  'type',
  'id',
  'call_id',
  'item_id',
  'status',
  'finish_reason',
  'object',
  'encrypted_content',
  'data',
  'obfuscation',
  'logprobs',
  'signature',
]);
/** What the events of a response hold besides: the end of a text, of a part, of an item. */
const WHOLE: ReadonlySet<string> = new Set([
  'item',
  'part',
  'text',
  'arguments',
  'refusal',
  'input',
  'code',
  'transcript',
]);
/** Which text of a response a `delta` belongs to. */
const DELTA_FIELDS = ['type', 'item_id', 'output_index', 'content_index', 'summary_index'];

/** The strings of a whole answer. */
export function answerStrings(json: string): AnswerStrings {
  const found = new Found();
  for (const member of documentMembers(json) ?? [])
    if (member.name === 'choices' || member.name === 'output') found.read(json, member);
  return found;
}

/**
 * The strings of one event's payload, whichever endpoint it is of.
 * @throws UnreadableJson
 */
export function eventStrings(json: string): AnswerStrings {
  const found = new Found();
  const members = documentMembers(json);
  if (members === undefined) throw new UnreadableJson('It is no JSON object.');
  for (const member of members) {
    const { name, valueStart, valueEnd } = member;
    if (name === 'choices') found.read(json, member, (path) => path);
    else if (name === 'delta') found.read(json, member, () => deltaStream(json, members));
    else if (name === 'logprobs') found.logprobs.push({ start: valueStart, end: valueEnd });
    else if (name === 'response') {
      for (const inner of objectMembers(json, valueStart) ?? []) if (inner.name === 'output') found.read(json, inner);
    } else if (WHOLE.has(name)) found.read(json, member);
  }
  return found;
}

/** Arguments of tools are JSON in a string: they must stay so. */
export function isJsonText(path: string): boolean {
  return /arguments(?:\.delta\W|$)/.test(path);
}

class Found implements AnswerStrings, TextReader {
  readonly texts: AnswerString[] = [];
  readonly logprobs: Element[] = [];
  readonly skips = NO_TEXT;
  #streamOf: ((path: string) => string) | undefined;

  read(json: string, { name, valueStart, valueEnd }: Member, streamOf?: (path: string) => string): void {
    this.#streamOf = streamOf;
    readTexts(json, { start: valueStart, end: valueEnd }, this, name);
  }

  text(text: JsonText): void {
    const stream = this.#streamOf?.(text.path);
    this.texts.push(stream === undefined ? text : { ...text, stream });
  }

  skipped(name: string, value: Element): void {
    if (name === 'logprobs') this.logprobs.push(value);
  }
}

function deltaStream(json: string, members: readonly Member[]): string {
  const field = (name: string): string => {
    const member = members.findLast((one) => one.name === name);
    return member === undefined ? '' : json.slice(member.valueStart, member.valueEnd);
  };
  return DELTA_FIELDS.map(field).join(' ');
}
