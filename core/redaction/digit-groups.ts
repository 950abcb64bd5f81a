/** Digits that stand together, and what stands between them and the next ones. */
export interface DigitGroup {
  readonly start: number;
  readonly end: number;
}

/** Longer runs of digits are nothing that a person was given. */
const LONGEST_GROUP = 24;
const GROUPS = /\d+/g;

export function digitGroups(text: string): DigitGroup[] {
  const groups: DigitGroup[] = [];
  GROUPS.lastIndex = 0;
  for (let match = GROUPS.exec(text); match !== null; match = GROUPS.exec(text))
    groups.push({ start: match.index, end: match.index + match[0].length });
  return groups;
}

export interface Sequence {
  readonly digits: string;
  readonly end: number;
  /** Digits in each group, such as `4-4-4-4`. */
  readonly shape: string;
}

/**
 * The sequences of groups from one on that are set apart by what `separator` allows, from the shortest to the longest
 * with at most `maxDigits`.
 */
export function* sequencesFrom(
  text: string,
  groups: readonly DigitGroup[],
  first: number,
  maxDigits: number,
  separator: RegExp,
): Generator<Sequence> {
  let digits = '';
  let shape = '';
  for (let index = first; ; index += 1) {
    const group = groups[index];
    if (group === undefined || group.end - group.start > LONGEST_GROUP) return;
    const before = groups[index - 1];
    if (index > first && before !== undefined) {
      if (group.start - before.end > LONGEST_SEPARATOR || !separator.test(text.slice(before.end, group.start))) return;
      shape += '-';
    }
    digits += text.slice(group.start, group.end);
    if (digits.length > maxDigits) return;
    shape += String(group.end - group.start);
    yield { digits, end: group.end, shape };
  }
}

const LONGEST_SEPARATOR = 3;
