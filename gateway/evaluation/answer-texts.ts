import { isRecord } from '../../core/llm/completion.ts';

/**
 * The texts of an answer, one for each choice; a choice that has none (a refusal, an empty answer) is `''`. A choice
 * that calls tools is left out: its text is not the answer.
 */
export function answerTexts(form: 'completion' | 'events', answer: string): string[] {
  const choices = new Map<number, { text: string; callsTools: boolean }>();
  for (const json of form === 'completion' ? [JSON.parse(answer) as unknown] : eventPayloads(answer)) {
    for (const choice of isRecord(json) && Array.isArray(json['choices']) ? json['choices'] : [])
      addPart(choices, choice);
  }
  return Array.from(choices.values()).flatMap(({ text, callsTools }) => (callsTools ? [] : [text]));
}

function addPart(choices: Map<number, { text: string; callsTools: boolean }>, choice: unknown): void {
  if (!isRecord(choice)) return;
  const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
  const known = choices.get(index) ?? { text: '', callsTools: false };
  choices.set(index, known);
  const part = choice['message'] ?? choice['delta'];
  if (!isRecord(part)) return;
  if (typeof part['content'] === 'string') known.text += part['content'];
  if (hasItems(part['tool_calls']) || isRecord(part['function_call'])) known.callsTools = true;
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
