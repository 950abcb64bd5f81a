import { findSensitive } from '../redaction/find-sensitive.ts';
import { redact } from '../redaction/redact.ts';
import type { Feedback } from './feedback.ts';

/**
 * Feedback as it may be kept: comments are people's own words, in which they leave personal data and secrets; and no text
 * has what Postgres does not store (NUL, halves of characters).
 */
export function cleanFeedback(feedback: Feedback): Feedback {
  const storable = Object.fromEntries(
    Object.entries(feedback).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : value,
    ]),
  ) as Feedback;
  const { comment } = storable;
  return comment === undefined ? storable : { ...storable, comment: redact(comment, findSensitive(comment)) };
}
