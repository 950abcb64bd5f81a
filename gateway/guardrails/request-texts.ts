import { arrayElements, type Element, objectMembers } from '../../core/llm/json-layout.ts';
import { readTexts } from '../../core/llm/json-texts.ts';
import type { AppRequest } from '../request/app-request.ts';
import { isJsonText } from './answer-strings.ts';
import type { GuardedText } from './guard.ts';
import { stringValue } from './json-strings.ts';

/** A text of a request, and where it stands in the body. */
export interface RequestText extends GuardedText {
  readonly start: number;
  readonly end: number;
  readonly isJson: boolean;
}

/** Strings of messages that nobody reads as text: what they are, references, files. */
const NO_TEXT: ReadonlySet<string> = new Set([
  'role',
  'type',
  'id',
  'call_id',
  'tool_call_id',
  'status',
  'detail',
  'format',
  'encrypted_content',
  'data',
  'file_data',
  'file_id',
]);

/** Where a part of a message holds a picture or a file as a data URL. Such words anywhere else are words. */
const PICTURE = /\/\d+\/(?:image_url(?:\/url)?|file_url)$/;

/**
 * All that a model will read as the app's words in the given fields: messages with their parts, tool results and tool calls, instructions,
 * prompts.
 * @throws UnreadableJson
 */
export function requestTexts({ members, text }: AppRequest, names: readonly string[]): RequestText[] {
  const texts: RequestText[] = [];
  for (const { name, valueStart, valueEnd } of members) {
    if (!names.includes(name)) continue;
    const elements = arrayElements(text, valueStart) ?? [{ start: valueStart, end: valueEnd }];
    for (const element of elements) {
      const role = name === 'instructions' ? 'system' : roleOf(text, element);
      readTexts(text, element, {
        skips: NO_TEXT,
        text({ path, start, end }) {
          const value = stringValue(text, { start, end });
          const isPicture = value.startsWith('data:') && PICTURE.test(path);
          if (!isPicture) texts.push({ role, text: value, start, end, isJson: isJsonText(path) });
        },
      });
    }
  }
  return texts;
}

/** Who says a message, or an item of a response's input. What says nothing of it is the user's. */
function roleOf(text: string, { start }: Element): string {
  const fields = text.charAt(start) === '{' ? (objectMembers(text, start) ?? []) : [];
  const field = (name: string): string => {
    const member = fields.findLast((one) => one.name === name);
    return member === undefined ? '' : text.slice(member.valueStart + 1, member.valueEnd - 1);
  };
  const role = field('role');
  if (role === 'developer') return 'system';
  if (role === 'function' || field('type').endsWith('_output')) return 'tool';
  if (field('type').endsWith('_call') || field('type') === 'reasoning') return 'assistant';
  return role === '' ? 'user' : role;
}
