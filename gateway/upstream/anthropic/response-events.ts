import type { MessageWriter } from './message-stream.ts';
import { callItem, reasoningItem, responseObject, type ResponseSource, textItem, textPart } from './response-object.ts';

type Fields = Record<string, unknown>;

/** One item of the output while it is being made. */
interface OpenItem {
  readonly kind: 'text' | 'reasoning' | 'call';
  readonly id: string;
  readonly index: number;
  readonly call: Fields;
  text: string;
}

/** A streamed message as the events of a response. */
export class ResponseEvents implements MessageWriter {
  #source: ResponseSource;
  #sequence = 0;
  readonly #output: Fields[] = [];
  readonly #open = new Map<unknown, OpenItem>();
  #items = 0;

  constructor(created: number) {
    this.#source = { id: undefined, model: undefined, created };
  }

  start({ id, model }: { readonly id: unknown; readonly model: unknown }): string {
    this.#source = { ...this.#source, id, model };
    const response = responseObject(this.#source, [], undefined, undefined);
    return this.#event('response.created', { response }) + this.#event('response.in_progress', { response });
  }

  text(block: unknown, text: string): string {
    const [item, opening] = this.#item(block, 'text', {});
    item.text += text;
    return opening + this.#part('response.output_text.delta', item, { content_index: 0, delta: text, logprobs: [] });
  }

  thinking(block: unknown, text: string): string {
    const [item, opening] = this.#item(block, 'reasoning', {});
    item.text += text;
    return opening + this.#part('response.reasoning_summary_text.delta', item, { summary_index: 0, delta: text });
  }

  toolCall(block: unknown, id: unknown, name: unknown): string {
    return this.#item(block, 'call', { call_id: id, name })[1];
  }

  toolInput(block: unknown, json: string): string {
    const [item, opening] = this.#item(block, 'call', {});
    item.text += json;
    return opening + this.#part('response.function_call_arguments.delta', item, { delta: json });
  }

  endBlock(block: unknown): string {
    const item = this.#open.get(block);
    if (item === undefined) return '';
    this.#open.delete(block);
    const done = itemObject(item, 'completed');
    this.#output[item.index] = done;
    return this.#closing(item) + this.#event('response.output_item.done', { output_index: item.index, item: done });
  }

  end(stopReason: string, usage: Fields): string {
    const closing = [...this.#open.keys()].map((block) => this.endBlock(block)).join('');
    const response = responseObject(this.#source, this.#output, stopReason, usage);
    const type = response['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed';
    return closing + this.#event(type, { response });
  }

  fail({ message, code = null }: Fields): string {
    return this.#event('error', { code, message, param: null });
  }

  #item(block: unknown, kind: OpenItem['kind'], call: Fields): [OpenItem, string] {
    const known = this.#open.get(block);
    if (known !== undefined) return [known, ''];
    const index = this.#items;
    this.#items += 1;
    const item: OpenItem = { kind, id: `${String(this.#source.id)}_${index}`, index, call, text: '' };
    this.#open.set(block, item);
    const added = this.#event('response.output_item.added', {
      output_index: index,
      item: itemObject(item, 'in_progress'),
    });
    return [item, added + this.#opening(item)];
  }

  #opening(item: OpenItem): string {
    if (item.kind === 'text')
      return this.#part('response.content_part.added', item, { content_index: 0, part: textPart('') });
    if (item.kind === 'reasoning')
      return this.#part('response.reasoning_summary_part.added', item, { summary_index: 0, part: summaryPart('') });
    return '';
  }

  #closing(item: OpenItem): string {
    const { kind, text } = item;
    if (kind === 'text')
      return (
        this.#part('response.output_text.done', item, { content_index: 0, text, logprobs: [] }) +
        this.#part('response.content_part.done', item, { content_index: 0, part: textPart(text) })
      );
    if (kind === 'reasoning')
      return (
        this.#part('response.reasoning_summary_text.done', item, { summary_index: 0, text }) +
        this.#part('response.reasoning_summary_part.done', item, { summary_index: 0, part: summaryPart(text) })
      );
    return this.#part('response.function_call_arguments.done', item, { arguments: text, name: item.call['name'] });
  }

  #part(type: string, item: OpenItem, fields: Fields): string {
    return this.#event(type, { item_id: itemObject(item, '')['id'], output_index: item.index, ...fields });
  }

  #event(type: string, fields: Fields): string {
    const event = { type, sequence_number: this.#sequence, ...fields };
    this.#sequence += 1;
    return `event: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
  }
}

function summaryPart(text: string): Fields {
  return { type: 'summary_text', text };
}

function itemObject({ kind, id, call, text }: OpenItem, status: string): Fields {
  if (kind === 'text') return textItem(id, text, status);
  return kind === 'reasoning' ? reasoningItem(id, text) : callItem(id, { ...call, arguments: text }, status);
}
