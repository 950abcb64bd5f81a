import { createParser } from 'eventsource-parser';
import { isRecord } from '../../../core/llm/facts.ts';
import type { EventTranslator } from '../provider/provider.ts';
import { finishReason, usageOf } from './answer.ts';
import { anthropicError } from './error.ts';

type Fields = Record<string, unknown>;

const MAX_EVENT_LENGTH = 16 * 1024 * 1024;

/**
 * The events of a streamed message as chunks of a chat completion. `[DONE]` follows only on a message that stopped for
 * a reason: whatever else ends the stream leaves it broken.
 */
export class MessageEvents implements EventTranslator {
  readonly #created: number;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: ({ data }) => this.#read(data),
    onError: ({ type, message }) => {
      if (type === 'max-buffer-size-exceeded') this.#fail({ error: { type: 'api_error', message } });
    },
    maxBufferSize: MAX_EVENT_LENGTH,
  });
  #out = '';
  #over = false;
  #source: Fields = {};
  #usage: Fields = {};
  #stopped = false;
  /** By block of the message: which tool call it is, and whether any of its input has come. */
  readonly #calls = new Map<unknown, { readonly index: number; begun: boolean }>();

  constructor(created: number) {
    this.#created = created;
  }

  push(chunk: Buffer): Buffer {
    this.#out = '';
    if (!this.#over) this.#parser.feed(this.#decoder.decode(chunk, { stream: true }));
    return Buffer.from(this.#out);
  }

  #read(data: string): void {
    if (this.#over) return;
    const event = parse(data);
    if (event === undefined)
      return this.#fail({ error: { type: 'api_error', message: 'An event holds no JSON object.' } });
    switch (event['type']) {
      case 'message_start':
        return this.#start(event['message']);
      case 'content_block_start':
        return this.#openBlock(event['index'], event['content_block']);
      case 'content_block_delta':
        return this.#delta(event['index'], event['delta']);
      case 'content_block_stop':
        return this.#closeBlock(event['index']);
      case 'message_delta':
        return this.#finish(event);
      case 'message_stop':
        return this.#end();
      case 'error':
        return this.#fail(event);
      default:
        return undefined; // `ping`, and kinds that may be added: they hold nothing of the answer.
    }
  }

  #start(message: unknown): void {
    if (!isRecord(message)) return;
    this.#source = { id: message['id'], model: message['model'] };
    if (isRecord(message['usage'])) this.#usage = message['usage'];
    this.#chunk({ role: 'assistant', content: '' });
  }

  #openBlock(block: unknown, content: unknown): void {
    if (!isRecord(content)) return;
    if (content['type'] === 'text' && content['text'] !== '') this.#chunk({ content: content['text'] });
    if (content['type'] !== 'tool_use') return;
    const call = { index: this.#calls.size, begun: false };
    this.#calls.set(block, call);
    const made = { name: content['name'], arguments: '' };
    this.#chunk({ tool_calls: [{ index: call.index, id: content['id'], type: 'function', function: made }] });
  }

  #delta(block: unknown, delta: unknown): void {
    if (!isRecord(delta)) return;
    if (delta['type'] === 'text_delta') this.#chunk({ content: delta['text'] });
    else if (delta['type'] === 'thinking_delta') this.#chunk({ reasoning_content: delta['thinking'] });
    else if (delta['type'] === 'input_json_delta' && delta['partial_json'] !== '')
      this.#input(block, String(delta['partial_json']));
  }

  #input(block: unknown, json: string): void {
    const call = this.#calls.get(block);
    if (call === undefined) return;
    call.begun = true;
    this.#chunk({ tool_calls: [{ index: call.index, function: { arguments: json } }] });
  }

  /** A tool without parameters is called without input; OpenAI's clients parse what they got. */
  #closeBlock(block: unknown): void {
    if (this.#calls.get(block)?.begun === false) this.#input(block, '{}');
  }

  #finish({ delta, usage }: Fields): void {
    if (isRecord(usage)) this.#usage = { ...this.#usage, ...known(usage) };
    const stop = isRecord(delta) ? delta['stop_reason'] : undefined;
    if (typeof stop !== 'string' || this.#stopped) return;
    this.#stopped = true;
    this.#chunk({}, finishReason(stop));
  }

  #end(): void {
    if (!this.#stopped)
      return this.#fail({ error: { type: 'api_error', message: 'The message ended without a reason to stop.' } });
    this.#over = true;
    this.#send({ ...this.#head(), choices: [], usage: usageOf(this.#usage) });
    this.#out += 'data: [DONE]\n\n';
    return undefined;
  }

  #fail(event: Fields): void {
    this.#over = true;
    this.#send(anthropicError(200, event) ?? { error: { message: 'The stream failed.', type: 'server_error' } });
  }

  #chunk(delta: Fields, finish: string | null = null): void {
    this.#send({ ...this.#head(), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  }

  #head(): Fields {
    return { ...this.#source, object: 'chat.completion.chunk', created: this.#created };
  }

  #send(event: object): void {
    this.#out += `data: ${JSON.stringify(event)}\n\n`;
  }
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
