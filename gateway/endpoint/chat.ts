import { completionFacts } from '../../core/llm/completion.ts';
import { COMPLETION_EVENTS } from './completion-events.ts';
import type { Endpoint } from './endpoint.ts';
import { messagesEdit } from './prompt-edits.ts';

const METADATA: ReadonlySet<string> = new Set(['metadata']);
const NOTHING: ReadonlySet<string> = new Set();

/** `POST /v1/chat/completions`. */
export const chat: Endpoint = {
  path: '/chat/completions',
  operation: 'chat',
  content: 'messages',
  texts: ['messages', 'prediction'],
  asksForUsage: true,
  // OpenAI: "The 'metadata' parameter is only allowed when 'store' is enabled".
  withheld: (store) => (store === true ? NOTHING : METADATA),
  promptEdits: (prompt) => new Map([['messages', messagesEdit(prompt)]]),
  requestedFormat: (field) => field('response_format'),
  answerName: 'chat completion',
  facts: completionFacts,
  events: COMPLETION_EVENTS,
  form: { plain: 'completion', streamed: 'completion-events' },
};
