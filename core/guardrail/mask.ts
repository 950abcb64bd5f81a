import type { Match } from './text-rule.ts';

/** By place; what overlaps is one, labelled by what begins first. */
export function joined(matches: readonly Match[]): Match[] {
  const result: Match[] = [];
  for (const match of matches.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = result.at(-1);
    if (last === undefined || match.start >= last.end) result.push(match);
    else if (match.end > last.end) result[result.length - 1] = { ...last, end: match.end };
  }
  return result;
}

/**
 * A part of a text, which begins at `from`, with what was matched replaced by its label, such as `[EMAIL]`. A text that is
 * JSON stays JSON.
 */
export function masked(part: string, from: number, matches: readonly Match[], isJson = false): string {
  let result = '';
  let at = from;
  const end = from + part.length;
  for (const match of matches) {
    if (match.end <= at || match.start >= end) continue;
    if (match.start >= at) result += part.slice(at - from, match.start - from) + placeholder(match, isJson);
    at = Math.min(match.end, end);
  }
  return result + part.slice(at - from);
}

function placeholder({ label, isBare = false }: Match, isJson: boolean): string {
  const text = `[${label.toUpperCase()}]`;
  return isJson && isBare ? `"${text}"` : text;
}
