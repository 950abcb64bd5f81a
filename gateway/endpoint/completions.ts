import { completionFacts } from '../../core/llm/completion.ts';
import { COMPLETION_EVENTS } from './completion-events.ts';
import type { Endpoint } from './endpoint.ts';
import { textsEdit } from './prompt-edits.ts';

const WITHHELD: ReadonlySet<string> = new Set(['metadata', 'safety_identifier']);

/** `POST /v1/completions`, the legacy one. The version's prompt goes before the app's, which is all there is to send. */
export const completions: Endpoint = {
  path: '/completions',
  operation: 'text_completion',
  content: 'prompt',
  texts: ['prompt', 'suffix'],
  asksForUsage: true,
  withheld: () => WITHHELD,
  promptEdits: (prompt) => new Map([['prompt', textsEdit(prompt)]]),
  answerName: 'completion',
  facts: completionFacts,
  events: COMPLETION_EVENTS,
  form: { plain: 'completion', streamed: 'completion-events' },
};
