import { isRecord } from '../../core/llm/facts.ts';
import type { AnswerForm } from './job.ts';

/** One of the answers that an answer offers, as evaluators see it. */
export interface Choice {
  /** `''` where there is none: a refusal in a field of its own, an empty answer. */
  text: string;
  /** What the model says in the field for refusals. */
  refusal: string;
  readonly toolCalls: ToolCall[];
  /** In the words of chat completions; absent where the answer does not say. */
  finish?: string;
}

export interface ToolCall {
  name: string;
  /** JSON text, as the model wrote it. */
  arguments: string;
}

/** What an answer offers: one of it for each choice. */
export function choicesOf(form: AnswerForm, answer: string): Choice[] {
  switch (form) {
    case 'completion':
      return completionChoices([JSON.parse(answer) as unknown]);
    case 'completion-events':
      return completionChoices(eventPayloads(answer));
    case 'response':
      return responseChoices(JSON.parse(answer) as unknown);
    case 'response-events':
      return responseChoices(lastResponse(eventPayloads(answer)));
  }
}

const newChoice = (): Choice => ({ text: '', refusal: '', toolCalls: [] });

function completionChoices(parts: Iterable<unknown>): Choice[] {
  const choices = new Map<number, Choice>();
  for (const json of parts) {
    for (const part of isRecord(json) && Array.isArray(json['choices']) ? json['choices'] : [])
      if (isRecord(part)) addPart(choices, part);
  }
  return Array.from(choices.values());
}

function addPart(choices: Map<number, Choice>, choice: Record<string, unknown>): void {
  const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
  const known = choices.get(index) ?? newChoice();
  choices.set(index, known);
  if (typeof choice['text'] === 'string') known.text += choice['text'];
  if (typeof choice['finish_reason'] === 'string') known.finish = choice['finish_reason'];
  const part = choice['message'] ?? choice['delta'];
  if (!isRecord(part)) return;
  if (typeof part['content'] === 'string') known.text += part['content'];
  if (typeof part['refusal'] === 'string') known.refusal += part['refusal'];
  if (isRecord(part['function_call'])) addCall(known.toolCalls, 0, part['function_call']);
  for (const [place, call] of (Array.isArray(part['tool_calls']) ? part['tool_calls'] : []).entries())
    if (isRecord(call)) addToolCall(known.toolCalls, place, call);
}

function addToolCall(calls: ToolCall[], place: number, call: Record<string, unknown>): void {
  const index = typeof call['index'] === 'number' ? call['index'] : place;
  const called = call['function'] ?? call['custom'];
  addCall(calls, index, isRecord(called) ? called : {});
}

/** In a stream, a call comes in pieces: its name with the first, its arguments with all. */
function addCall(calls: ToolCall[], index: number, { name, arguments: text, input }: Record<string, unknown>): void {
  if (!Number.isInteger(index) || index < 0 || index > 1_000) return;
  const known = (calls[index] ??= { name: '', arguments: '' });
  if (typeof name === 'string') known.name += name;
  const given = text ?? input;
  if (typeof given === 'string') known.arguments += given;
}

/** The event that ends a streamed response holds it whole. */
function lastResponse(events: Iterable<unknown>): unknown {
  let response: unknown;
  for (const event of events) if (isRecord(event) && isRecord(event['response'])) response = event['response'];
  return response;
}

function responseChoices(response: unknown): Choice[] {
  if (!isRecord(response)) return [];
  const choice = newChoice();
  for (const item of Array.isArray(response['output']) ? response['output'].filter(isRecord) : []) {
    const { type, content } = item;
    if (type === 'function_call' || type === 'custom_tool_call')
      addCall(choice.toolCalls, choice.toolCalls.length, item);
    for (const part of Array.isArray(content) ? content.filter(isRecord) : []) {
      if (part['type'] === 'output_text' && typeof part['text'] === 'string') choice.text += part['text'];
      if (part['type'] === 'refusal' && typeof part['refusal'] === 'string') choice.refusal += part['refusal'];
    }
  }
  const finish = responseFinish(response);
  return [finish === undefined ? choice : { ...choice, finish }];
}

function responseFinish({ status, incomplete_details: details }: Record<string, unknown>): string | undefined {
  if (status === 'completed') return 'stop';
  if (status !== 'incomplete') return undefined;
  return isRecord(details) && details['reason'] === 'content_filter' ? 'content_filter' : 'length';
}

function* eventPayloads(text: string): Generator<unknown> {
  for (const line of text.split(/\r\n|\n|\r/)) {
    const data = line.startsWith('data:') ? line.slice(5).trim() : '';
    if (data.startsWith('{')) yield JSON.parse(data) as unknown;
  }
}
