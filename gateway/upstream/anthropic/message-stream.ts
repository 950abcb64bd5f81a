import { createParser } from 'eventsource-parser';
import { isRecord } from '../../../core/llm/facts.ts';
import type { EventTranslator } from '../provider/provider.ts';
import { anthropicError } from './error.ts';

type Fields = Record<string, unknown>;

/** Who writes what a streamed message says in the words of an endpoint. Each part is text of server-sent events. */
export interface MessageWriter {
  start(source: { readonly id: unknown; readonly model: unknown }): string;
  text(block: unknown, text: string): string;
  thinking(block: unknown, text: string): string;
  toolCall(block: unknown, id: unknown, name: unknown): string;
  toolInput(block: unknown, json: string): string;
  endBlock(block: unknown): string;
  /** The message stopped for this reason: the proper end. */
  end(stopReason: string, usage: Fields): string;
  fail(error: Fields): string;
}

const MAX_EVENT_LENGTH = 16 * 1024 * 1024;

/**
 * Reads the events of a streamed message. A proper end is written only for a message that stopped for a reason: whatever
 * else ends the stream leaves it broken.
 */
export class MessageStream implements EventTranslator {
  readonly #writer: MessageWriter;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: ({ data }) => this.#read(data),
    onError: ({ type, message }) => {
      if (type === 'max-buffer-size-exceeded') this.#fail(ownError(message));
    },
    maxBufferSize: MAX_EVENT_LENGTH,
  });
  #out = '';
  #over = false;
  #usage: Fields = {};
  #stopReason: string | undefined;
  /** Blocks that call a tool, and whether any of its input has come. */
  readonly #calls = new Map<unknown, boolean>();

  constructor(writer: MessageWriter) {
    this.#writer = writer;
  }

  push(chunk: Buffer): Buffer {
    this.#out = '';
    if (!this.#over) this.#parser.feed(this.#decoder.decode(chunk, { stream: true }));
    return Buffer.from(this.#out);
  }

  #read(data: string): void {
    if (this.#over) return;
    const event = parse(data);
    if (event === undefined) return this.#fail(ownError('An event holds no JSON object.'));
    const { type, index } = event;
    if (type === 'message_start') this.#start(event['message']);
    else if (type === 'content_block_start') this.#openBlock(index, event['content_block']);
    else if (type === 'content_block_delta') this.#delta(index, event['delta']);
    else if (type === 'content_block_stop') this.#closeBlock(index);
    else if (type === 'message_delta') this.#change(event);
    else if (type === 'message_stop') this.#end();
    else if (type === 'error') this.#fail(event);
    // Else a `ping`, or a kind that was added: nothing of the answer.
  }

  #start(message: unknown): void {
    if (!isRecord(message)) return;
    if (isRecord(message['usage'])) this.#usage = message['usage'];
    this.#out += this.#writer.start({ id: message['id'], model: message['model'] });
  }

  #openBlock(block: unknown, content: unknown): void {
    if (!isRecord(content)) return;
    const { type, text, id, name } = content;
    if (type === 'text' && typeof text === 'string' && text !== '') this.#out += this.#writer.text(block, text);
    if (type !== 'tool_use') return;
    this.#calls.set(block, false);
    this.#out += this.#writer.toolCall(block, id, name);
  }

  #delta(block: unknown, delta: unknown): void {
    if (!isRecord(delta)) return;
    const { type, text, thinking, partial_json: json } = delta;
    if (type === 'text_delta' && typeof text === 'string') this.#out += this.#writer.text(block, text);
    else if (type === 'thinking_delta' && typeof thinking === 'string')
      this.#out += this.#writer.thinking(block, thinking);
    else if (type === 'input_json_delta' && typeof json === 'string' && json !== '') this.#input(block, json);
  }

  #input(block: unknown, json: string): void {
    if (!this.#calls.has(block)) return;
    this.#calls.set(block, true);
    this.#out += this.#writer.toolInput(block, json);
  }

  /** A tool without parameters is called without input; OpenAI's clients parse what they got. */
  #closeBlock(block: unknown): void {
    if (this.#calls.get(block) === false) this.#input(block, '{}');
    this.#out += this.#writer.endBlock(block);
  }

  #change({ delta, usage }: Fields): void {
    if (isRecord(usage)) this.#usage = { ...this.#usage, ...known(usage) };
    const stop = isRecord(delta) ? delta['stop_reason'] : undefined;
    if (typeof stop === 'string') this.#stopReason = stop;
  }

  #end(): void {
    if (this.#stopReason === undefined) return this.#fail(ownError('The message ended without a reason to stop.'));
    this.#over = true;
    this.#out += this.#writer.end(this.#stopReason, this.#usage);
    return undefined;
  }

  #fail(event: Fields): void {
    this.#over = true;
    const told = anthropicError(200, event) ?? { error: { message: 'The stream failed.', type: 'server_error' } };
    this.#out += this.#writer.fail(told.error);
  }
}

function ownError(message: string): Fields {
  return { error: { type: 'api_error', message } };
}

/** Later figures take the place of earlier ones, but not where they are left open. */
function known(usage: Fields): Fields {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
}

function parse(data: string): Fields | undefined {
  try {
    const json: unknown = JSON.parse(data);
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
