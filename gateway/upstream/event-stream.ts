import type { CallFacts, StatedError } from '../../core/llm/facts.ts';
import type { EventReader } from '../endpoint/endpoint.ts';

/**
 * Reads a provider's server-sent events as they come in, with as little work as it can: bytes pass through as they
 * are, cut only between events, so that whatever the network splits (a character, a line, an event) reaches the client
 * whole. Only events that may say something (the first ones, a finish, usage, an error, the end) are parsed.
 */
export class EventStream {
  readonly reader: EventReader;
  readonly facts: CallFacts = {};
  /** Whether something of the answer itself has come: a first token, or a finish. */
  started = false;
  /** Whether the provider ended the stream in order. What comes after is not read. */
  done = false;
  /** About how many events held something of the answer. */
  contentEvents = 0;
  /** What the stream says in the place of what is missing: an error event, a failure, an event that cannot be read. */
  error: StatedError | undefined;

  readonly #forwardUsage: boolean;
  /** The beginning of an event whose end has not come, and its last characters. */
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #tailEnd = '';

  constructor(reader: EventReader, forwardUsage: boolean) {
    this.reader = reader;
    this.#forwardUsage = forwardUsage;
  }

  /** Whether the answer came whole. */
  get complete(): boolean {
    return this.done && this.error === undefined;
  }

  /** Takes the next bytes and gives back those that may be forwarded, if any: whole events. */
  push(chunk: Buffer): Buffer | undefined {
    if (this.done || this.error !== undefined) return undefined;
    const text = chunk.toString('latin1');
    const probe = this.#tailEnd + text;
    const boundary = lastBoundary(probe) - this.#tailEnd.length;
    if (boundary <= 0) {
      this.#keep(chunk, probe);
      return undefined;
    }
    const events = this.#takeEvents(chunk, boundary);
    return this.#inspect(events, events === chunk ? text : events.toString('latin1'));
  }

  #keep(chunk: Buffer, probe: string): void {
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    this.#tailEnd = probe.slice(-LONGEST_BOUNDARY + 1);
    if (this.#tailBytes > MAX_EVENT_BYTES)
      this.error = { message: `An event is larger than ${MAX_EVENT_BYTES} bytes.` };
  }

  #takeEvents(chunk: Buffer, boundary: number): Buffer {
    const head = boundary === chunk.length ? chunk : chunk.subarray(0, boundary);
    const events = this.#tail.length === 0 ? head : Buffer.concat([...this.#tail, head]);
    const rest = chunk.subarray(boundary);
    this.#tail = rest.length === 0 ? [] : [rest];
    this.#tailBytes = rest.length;
    this.#tailEnd = rest.toString('latin1', Math.max(0, rest.length - LONGEST_BOUNDARY + 1));
    return events;
  }

  #inspect(events: Buffer, text: string): Buffer | undefined {
    const kept: Buffer[] = [];
    let from = 0;
    while (from < text.length && !this.done && this.error === undefined) {
      const unread = this.started ? unreadEnd(text, from, this.reader.telling) : from;
      if (unread > from) {
        this.contentEvents += countOf(text.slice(from, unread), 'data:');
        if (unread - from === text.length) return events;
        kept.push(events.subarray(from, unread));
        from = unread;
        continue;
      }
      const end = from + firstBoundary(text.slice(from));
      const event = events.subarray(from, end);
      if (this.#readEvent(event)) kept.push(event);
      from = end;
    }
    if (kept.length === 0) return undefined;
    return kept.length === 1 ? kept[0] : Buffer.concat(kept);
  }

  /** Whether the event is for the client. */
  #readEvent(event: Buffer): boolean {
    const data = eventData(event.toString('utf8'));
    if (data === undefined || data === '') return true;
    const meaning = this.reader.read(this.facts, data);
    if (typeof meaning === 'object') {
      this.error = meaning.error;
      this.done = meaning.told;
      return meaning.told;
    }
    if (meaning === 'content') {
      this.started = true;
      this.contentEvents += 1;
    } else if (meaning === 'end') this.done = true;
    return meaning === 'usage' ? this.#forwardUsage : meaning !== 'withheld';
  }
}

const LONGEST_BOUNDARY = 4;
const MAX_EVENT_BYTES = 16 * 1024 * 1024;

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}

/** Up to where nothing has to be read: the beginning of the first event that may say something. */
function unreadEnd(text: string, from: number, telling: RegExp): number {
  const rest = from === 0 ? text : text.slice(from);
  const at = rest.search(telling);
  if (at < 0) return text.length;
  return from + Math.max(0, lastBoundary(rest.slice(0, at)));
}

/** The offset after the last blank line, or -1. Lines end in LF, CR or CRLF. */
function lastBoundary(text: string): number {
  if (text.endsWith('\n\n')) return text.length;
  const byFeed = text.lastIndexOf('\n\n');
  const end = byFeed < 0 ? -1 : byFeed + 2;
  if (!text.includes('\r')) return end;
  const byBoth = text.lastIndexOf('\n\r\n');
  const byReturn = text.lastIndexOf('\r\r');
  return Math.max(end, byBoth < 0 ? -1 : byBoth + 3, byReturn < 0 ? -1 : byReturn + 2);
}

/** The offset after the first blank line; the whole length where there is none. */
function firstBoundary(text: string): number {
  const match = /\n\n|\n\r\n|\r\r/.exec(text);
  return match === null ? text.length : match.index + match[0].length;
}

/** The payload of an event, or `undefined` for a comment. */
function eventData(event: string): string | undefined {
  const lines: string[] = [];
  for (const line of event.split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) lines.push(line.charCodeAt(5) === 0x20 ? line.slice(6) : line.slice(5));
  }
  return lines.length === 0 ? undefined : lines.join('\n').trim();
}
