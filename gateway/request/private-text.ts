import { LRUCache } from 'lru-cache';
import { findSensitive } from '../../core/redaction/find-sensitive.ts';
import { ALL_KINDS, SECRET_KINDS, type SensitiveKind } from '../../core/redaction/finding.ts';
import { redact } from '../../core/redaction/redact.ts';

/* What apps send beside the prompt, before it is kept anywhere. Ids are random by nature: that alone is no secret. */

const IN_LABELS: ReadonlySet<SensitiveKind> = new Set([...ALL_KINDS].filter((kind) => kind !== 'high_entropy'));
const IN_IDS: ReadonlySet<SensitiveKind> = new Set(SECRET_KINDS.filter((kind) => kind !== 'high_entropy'));
/** Values of labels are few, and come with every call. */
const known = new LRUCache<string, string>({ max: 10_000 });

/** A label's value without personal data and secrets. */
export function privateLabel(value: string): string {
  const before = known.get(value);
  if (before !== undefined) return before;
  const redacted = redact(value, findSensitive(value, IN_LABELS));
  known.set(value, redacted);
  return redacted;
}

/** An id of a session or a user without secrets. It may be an e-mail address: their calls must be found to be deleted. */
export function privateId(id: string): string {
  return redact(id, findSensitive(id, IN_IDS));
}
