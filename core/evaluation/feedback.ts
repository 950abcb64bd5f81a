import type { z } from 'zod';
import type { feedbackSchema } from './feedback-schema.ts';

/** Feedback as parsed. */
export type Feedback = z.output<typeof feedbackSchema>;

/** What feedback is about. */
export type Subject =
  | { readonly kind: 'trace'; readonly id: string }
  | { readonly kind: 'response'; readonly id: string }
  | { readonly kind: 'session'; readonly id: string };

export function subjectOf({ trace, response, session }: Feedback): Subject {
  if (trace !== undefined) return { kind: 'trace', id: trace };
  if (response !== undefined) return { kind: 'response', id: response };
  return { kind: 'session', id: session ?? '' };
}

/**
 * What is the same feedback, however often it comes: that of the same id, else what the same source says under the same
 * name of the same thing.
 */
export function identityOf(feedback: Feedback): string {
  if (feedback.id !== undefined) return `id ${feedback.id}`;
  const { kind, id } = subjectOf(feedback);
  return `${kind} ${feedback.name} ${feedback.source} ${id}`;
}

/** Who may say something of whose calls. */
export interface FeedbackGiver {
  /** Of the gateway key; `null` for one without a tenant. `undefined` for an operator, who may speak of all. */
  readonly tenant: string | null | undefined;
  /** Routes that the key may call; absent means all. */
  readonly routes?: readonly string[] | undefined;
  /** Within one scope, the same identity is the same feedback. */
  readonly scope: string;
}
