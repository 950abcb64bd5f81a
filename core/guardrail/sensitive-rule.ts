import { LONGEST_PHRASE } from '../redaction/detector.ts';
import { eachSensitive, settledLength } from '../redaction/find-sensitive.ts';
import type { SensitiveKind } from '../redaction/finding.ts';
import type { Match, TextRule } from './text-rule.ts';

/** Personal data or secrets of the given kinds. */
export function sensitiveRule(kinds: readonly SensitiveKind[]): TextRule {
  const wanted: ReadonlySet<SensitiveKind> = new Set(kinds);
  return {
    lookBack: LONGEST_PHRASE,
    find(text) {
      const matches: Match[] = [];
      eachSensitive(text, wanted, ({ kind, start, end }) => matches.push({ label: kind, start, end }));
      return matches;
    },
    settled: settledLength,
  };
}
