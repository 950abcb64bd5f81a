import { isRecord } from '../../core/llm/facts.ts';
import { responseFacts } from '../../core/llm/response.ts';
import { type JsonBody, memberValue } from '../request/json-body.ts';
import type { Endpoint, Prompt, ValueEdit } from './endpoint.ts';
import { inputEdit, instructionsEdit, withoutSystemMessages, withoutValue } from './prompt-edits.ts';
import { RESPONSE_EVENTS } from './response-events.ts';

const METADATA: ReadonlySet<string> = new Set(['metadata']);
const NOTHING: ReadonlySet<string> = new Set();

/** `POST /v1/responses`. */
export const responses: Endpoint = {
  path: '/responses',
  operation: 'chat',
  content: 'input',
  texts: ['instructions', 'input'],
  asksForUsage: false,
  // Responses are stored unless the app says otherwise.
  withheld: (store) => (store === false ? METADATA : NOTHING),
  promptEdits,
  requestedFormat: (field) => formatOf(field('text')),
  mayBeMirrored,
  answerName: 'response',
  facts: responseFacts,
  events: RESPONSE_EVENTS,
  form: { plain: 'response', streamed: 'response-events' },
};

/** A system message goes into `instructions`; other messages are items of `input`. */
function promptEdits(prompt: Prompt): ReadonlyMap<string, ValueEdit> {
  const replaces = prompt.placement === 'replace';
  if (prompt.messages !== undefined)
    return new Map([['input', inputEdit(prompt)], ...(replaces ? [['instructions', withoutValue] as const] : [])]);
  const instructions = ['instructions', instructionsEdit(prompt)] as const;
  return new Map([instructions, ...(replaces ? [['input', withoutSystemMessages] as const] : [])]);
}

/** `text.format` holds what `response_format.json_schema` does, one level up. */
function formatOf(text: unknown): unknown {
  const format = isRecord(text) ? text['format'] : undefined;
  return isRecord(format) && format['type'] === 'json_schema' ? { ...format, json_schema: format } : format;
}

/** Not what the provider would do twice: add to a conversation, work on in the background, call an MCP server. */
function mayBeMirrored(body: JsonBody): boolean {
  const isSet = (name: string): boolean => (memberValue(body, name) ?? false) !== false;
  if (isSet('conversation') || isSet('background')) return false;
  const tools = memberValue(body, 'tools');
  return !Array.isArray(tools) || !tools.some((tool) => isRecord(tool) && tool['type'] === 'mcp');
}
