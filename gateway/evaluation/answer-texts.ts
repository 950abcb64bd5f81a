import { isRecord } from '../../core/llm/facts.ts';
import type { AnswerForm } from './job.ts';

/**
 * The texts of an answer, one for each choice; a choice that has none (a refusal, an empty answer) is `''`. A choice
 * that calls tools is left out: its text is not the answer.
 */
export function answerTexts(form: AnswerForm, answer: string): string[] {
  switch (form) {
    case 'completion':
      return choiceTexts([JSON.parse(answer) as unknown]);
    case 'completion-events':
      return choiceTexts(eventPayloads(answer));
    case 'response':
      return responseTexts(JSON.parse(answer) as unknown);
    case 'response-events':
      return responseTexts(lastResponse(eventPayloads(answer)));
  }
}

interface ChoiceText {
  text: string;
  callsTools: boolean;
}

function choiceTexts(parts: Iterable<unknown>): string[] {
  const choices = new Map<number, ChoiceText>();
  for (const json of parts) {
    for (const choice of isRecord(json) && Array.isArray(json['choices']) ? json['choices'] : [])
      addPart(choices, choice);
  }
  return Array.from(choices.values()).flatMap(({ text, callsTools }) => (callsTools ? [] : [text]));
}

function addPart(choices: Map<number, ChoiceText>, choice: unknown): void {
  if (!isRecord(choice)) return;
  const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
  const known = choices.get(index) ?? { text: '', callsTools: false };
  choices.set(index, known);
  if (typeof choice['text'] === 'string') known.text += choice['text'];
  const part = choice['message'] ?? choice['delta'];
  if (!isRecord(part)) return;
  if (typeof part['content'] === 'string') known.text += part['content'];
  if (hasItems(part['tool_calls']) || isRecord(part['function_call'])) known.callsTools = true;
}

/** The event that ends a streamed response holds it whole. */
function lastResponse(events: Iterable<unknown>): unknown {
  let response: unknown;
  for (const event of events) if (isRecord(event) && isRecord(event['response'])) response = event['response'];
  return response;
}

function responseTexts(response: unknown): string[] {
  const items = isRecord(response) && Array.isArray(response['output']) ? response['output'].filter(isRecord) : [];
  if (items.some(({ type }) => type === 'function_call' || type === 'custom_tool_call')) return [];
  const parts = items.flatMap(({ content }) => (Array.isArray(content) ? content.filter(isRecord) : []));
  return [parts.map(({ type, text }) => (type === 'output_text' && typeof text === 'string' ? text : '')).join('')];
}

function hasItems(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function* eventPayloads(text: string): Generator<unknown> {
  for (const line of text.split(/\r\n|\n|\r/)) {
    const data = line.startsWith('data:') ? line.slice(5).trim() : '';
    if (data.startsWith('{')) yield JSON.parse(data) as unknown;
  }
}
