import type { AnswerStrings } from './answer-strings.ts';
import { withoutLogprobs } from './check-answer.ts';
import type { EventText } from './event-text.ts';
import type { Guard } from './guard.ts';
import { type Splice, spliced } from './json-strings.ts';
import type { StreamText } from './stream-text.ts';

export interface HeldEvent {
  readonly event: EventText;
  readonly json: string;
  readonly strings: AnswerStrings | undefined;
  readonly pieces: readonly Piece[];
}

/** What an event adds to a text. */
export interface Piece {
  readonly of: StreamText;
  readonly value: string;
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** Events that wait. They leave in their order; those that nothing was masked in leave as they came. */
export class HeldEvents {
  bytes = 0;
  #events: HeldEvent[] = [];

  add(held: HeldEvent): void {
    this.#events.push(held);
    this.bytes += held.event.text.length;
  }

  /** The first events, as far as all of the guardrails have settled what is in them. */
  settled(holding: readonly Guard[]): Buffer | undefined {
    const isSettled = ({ of, from, value }: Piece): boolean => of.settled(holding) >= from + value.length;
    const count = this.#events.findIndex(({ pieces }) => !pieces.every(isSettled));
    return this.#leave(count < 0 ? this.#events.length : count);
  }

  all(): Buffer | undefined {
    return this.#leave(this.#events.length);
  }

  clear(): void {
    this.#events = [];
    this.bytes = 0;
  }

  #leave(count: number): Buffer | undefined {
    if (count === 0) return undefined;
    const leaving = this.#events.splice(0, count);
    for (const { event } of leaving) this.bytes -= event.text.length;
    return Buffer.from(leaving.map(sent).join(''), 'latin1');
  }
}

/** The event as it goes out. */
function sent({ event, json, strings, pieces }: HeldEvent): string {
  const splices: Splice[] = [];
  for (const { of, value, from, start, end } of pieces) {
    const masked = of.masked(value, from);
    if (masked !== value) splices.push({ start, end, value: masked });
  }
  if (splices.length === 0 || strings === undefined || event.data === undefined) return event.text;
  const payload = spliced(json, [...splices, ...withoutLogprobs(json, strings)]);
  return event.text.slice(0, event.data.start) + payload + event.text.slice(event.data.end);
}
