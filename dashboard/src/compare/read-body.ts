/* Captured prompts and answers, as text. They were written by models and by strangers: nothing here is ever markup. */

export interface Message {
  readonly role: string;
  readonly text: string;
}

/** The messages of a captured request; one that is no request of messages stays the text that it is. */
export function readPrompt(captured: string): readonly Message[] {
  const request = parse(captured);
  if (!isRecord(request)) return [{ role: 'prompt', text: captured }];
  const { messages, input, prompt, instructions, ...rest } = request;
  const system = typeof instructions === 'string' ? [{ role: 'instructions', text: instructions }] : [];
  const said = [messages, input, prompt].filter((part) => part !== undefined).flatMap(messagesOf);
  const others = Object.keys(rest).length === 0 ? [] : [{ role: 'request', text: pretty(rest) }];
  return [...system, ...said, ...others];
}

/** The text of a captured answer; choices with tool calls are laid out. */
export function readAnswer(captured: string): string {
  const answer = parse(captured);
  return typeof answer === 'object' && answer !== null ? pretty(answer) : captured;
}

function messagesOf(part: unknown): readonly Message[] {
  if (!Array.isArray(part)) return [{ role: 'user', text: textOf(part) }];
  return part.map((message: unknown) => {
    if (!isRecord(message)) return { role: 'user', text: textOf(message) };
    const { role, content, ...rest } = message;
    const others = Object.keys(rest).length === 0 ? '' : pretty(rest);
    const text = content === undefined || content === null ? '' : textOf(content);
    return { role: typeof role === 'string' ? role : 'message', text: [text, others].filter(Boolean).join('\n') };
  });
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return pretty(content);
  return content
    .map((part: unknown) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : pretty(part)))
    .join('\n');
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
