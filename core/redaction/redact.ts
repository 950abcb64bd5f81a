import type { Finding, SensitiveKind } from './finding.ts';

/** The text with each finding replaced by its kind in brackets, such as `[EMAIL]`. Findings stand in order and apart. */
export function redact(text: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return text;
  let redacted = '';
  let from = 0;
  for (const { kind, start, end } of findings) {
    redacted += text.slice(from, start) + placeholder(kind);
    from = end;
  }
  return redacted + text.slice(from);
}

function placeholder(kind: SensitiveKind): string {
  return `[${kind.toUpperCase()}]`;
}
