import { joined, masked } from '../../core/guardrail/mask.ts';
import { SlidingSearch } from '../../core/guardrail/sliding-search.ts';
import type { Match } from '../../core/guardrail/text-rule.ts';
import type { Guard } from './guard.ts';

/** One text of a streamed answer (a choice's content, the arguments of a tool call), as it comes in. */
export class StreamText {
  length = 0;
  /** Of its UTF-8. */
  bytes = 0;
  readonly #searches: ReadonlyMap<Guard, SlidingSearch>;
  readonly #isJson: boolean;
  #masks: readonly Match[] = [];

  constructor(guards: readonly Guard[], isJson: boolean) {
    this.#isJson = isJson;
    this.#searches = new Map(
      guards.flatMap((guard) => (guard.rule === undefined ? [] : [[guard, new SlidingSearch(guard.rule)] as const])),
    );
  }

  push(text: string): void {
    this.length += text.length;
  }

  /** Has one guardrail read on. Returns what it found that was not found before. */
  search(guard: Guard, text: string, isLast: boolean): readonly Match[] {
    const search = this.#searches.get(guard);
    if (search === undefined) return [];
    if (text !== '') search.push(text);
    if (isLast) search.finish();
    const matches = search.matches.splice(0);
    if (guard.config.mode === 'redact' && matches.length > 0) this.#masks = joined([...this.#masks, ...matches]);
    return matches;
  }

  /** Up to where all of the given guardrails have made up their minds. */
  settled(guards: Iterable<Guard>): number {
    let settled = this.length;
    for (const guard of guards) settled = Math.min(settled, this.#searches.get(guard)?.settled ?? Infinity);
    return settled;
  }

  /** A part of it, which begins at `from`, without what must not be read. Parts are asked for in their order. */
  masked(part: string, from: number): string {
    const result = masked(part, from, this.#masks, this.#isJson);
    if (this.#masks.length > 0) this.#masks = this.#masks.filter(({ end }) => end > from + part.length);
    return result;
  }
}
