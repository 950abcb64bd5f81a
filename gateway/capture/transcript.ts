import { isRecord } from '../../core/llm/facts.ts';
import type { AnswerForm } from '../evaluation/job.ts';

/** Context for the gateway, kept in columns of its own. */
const NOT_PROMPT: ReadonlySet<string> = new Set(['metadata', 'user', 'safety_identifier', 'model']);

/** What an app asked, without who asked. */
export function promptOf(request: string): unknown {
  const json: unknown = JSON.parse(request);
  if (!isRecord(json)) throw new SyntaxError('The request is no JSON object');
  return Object.fromEntries(Object.entries(json).filter(([name]) => !NOT_PROMPT.has(name)));
}

/** What was answered, streams put together: the text where that is all, else each choice with its tool calls. */
export function answerOf(form: AnswerForm, answer: string): unknown {
  switch (form) {
    case 'completion':
      return choicesOf([JSON.parse(answer) as unknown]);
    case 'completion-events':
      return choicesOf(payloads(answer));
    case 'response':
      return outputOf(JSON.parse(answer) as unknown);
    case 'response-events':
      return outputOf(lastResponse(payloads(answer)));
  }
}

interface Choice {
  content: string;
  refusal: string;
  tools: Map<number, { name: string; arguments: string }>;
}

function choicesOf(parts: Iterable<unknown>): unknown {
  const choices = new Map<number, Choice>();
  for (const json of parts) {
    for (const choice of isRecord(json) && Array.isArray(json['choices']) ? json['choices'] : [])
      if (isRecord(choice)) addChoice(choices, choice);
  }
  const [only] = choices.values();
  if (only === undefined) return '';
  if (choices.size === 1 && only.tools.size === 0 && only.refusal === '') return only.content;
  return Array.from(choices.values(), presentChoice);
}

function addChoice(choices: Map<number, Choice>, choice: Record<string, unknown>): void {
  const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
  const known: Choice = choices.get(index) ?? { content: '', refusal: '', tools: new Map() };
  choices.set(index, known);
  known.content += textOf(choice['text']);
  const part = choice['message'] ?? choice['delta'];
  if (!isRecord(part)) return;
  known.content += textOf(part['content']);
  known.refusal += textOf(part['refusal']);
  const calls = Array.isArray(part['tool_calls']) ? part['tool_calls'].filter(isRecord) : [];
  for (const [at, call] of calls.entries())
    addTool(known, typeof call['index'] === 'number' ? call['index'] : at, call);
}

function addTool({ tools }: Choice, index: number, call: Record<string, unknown>): void {
  const called = isRecord(call['function']) ? call['function'] : {};
  const tool = tools.get(index) ?? { name: '', arguments: '' };
  tools.set(index, tool);
  tool.name += textOf(called['name']);
  tool.arguments += textOf(called['arguments']);
}

function presentChoice({ content, refusal, tools }: Choice): unknown {
  return {
    ...(content !== '' && { content }),
    ...(refusal !== '' && { refusal }),
    ...(tools.size > 0 && {
      toolCalls: Array.from(tools.values(), ({ name, arguments: given }) => ({ name, arguments: jsonOrText(given) })),
    }),
  };
}

/** The event that ends a streamed response holds it whole. */
function lastResponse(events: Iterable<unknown>): unknown {
  let response: unknown;
  for (const event of events) if (isRecord(event) && isRecord(event['response'])) response = event['response'];
  return response;
}

function outputOf(response: unknown): unknown {
  const items = isRecord(response) && Array.isArray(response['output']) ? response['output'].filter(isRecord) : [];
  const [only] = items;
  const texts = (Array.isArray(only?.['content']) ? only['content'] : []).filter(isRecord);
  const isText = items.length === 1 && texts.length > 0 && texts.every(({ type }) => type === 'output_text');
  return isText ? texts.map(({ text }) => textOf(text)).join('') : items.map(withReadArguments);
}

/** Arguments of tools are JSON in a string: read, so that nothing hides behind its escapes. */
function withReadArguments(item: Record<string, unknown>): unknown {
  const given = item['arguments'];
  return typeof given === 'string' ? { ...item, arguments: jsonOrText(given) } : item;
}

function* payloads(text: string): Generator<unknown> {
  for (const line of text.split(/\r\n|\n|\r/)) {
    const data = line.startsWith('data:') ? line.slice(5).trim() : '';
    if (data.startsWith('{')) yield JSON.parse(data) as unknown;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // a model wrote it: it need not be JSON
  }
}
