import { finishReason, usageOf } from './answer.ts';
import type { MessageWriter } from './message-stream.ts';

type Fields = Record<string, unknown>;

/** A streamed message as the chunks of a chat completion. */
export class ChatChunks implements MessageWriter {
  readonly #created: number;
  #source: Fields = {};
  readonly #calls = new Map<unknown, number>();

  constructor(created: number) {
    this.#created = created;
  }

  start(source: Fields): string {
    this.#source = source;
    return this.#chunk({ role: 'assistant', content: '' });
  }

  text(_block: unknown, text: string): string {
    return this.#chunk({ content: text });
  }

  thinking(_block: unknown, text: string): string {
    return this.#chunk({ reasoning_content: text });
  }

  toolCall(block: unknown, id: unknown, name: unknown): string {
    const index = this.#calls.size;
    this.#calls.set(block, index);
    return this.#chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
  }

  toolInput(block: unknown, json: string): string {
    return this.#chunk({ tool_calls: [{ index: this.#calls.get(block), function: { arguments: json } }] });
  }

  endBlock(): string {
    return '';
  }

  end(stopReason: string, usage: Fields): string {
    const total = data({ ...this.#head(), choices: [], usage: usageOf(usage) });
    return `${this.#chunk({}, finishReason(stopReason))}${total}data: [DONE]\n\n`;
  }

  fail(error: Fields): string {
    return data({ error });
  }

  #chunk(delta: Fields, finish: string | null = null): string {
    return data({ ...this.#head(), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  }

  #head(): Fields {
    return { ...this.#source, object: 'chat.completion.chunk', created: this.#created };
  }
}

function data(event: object): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
