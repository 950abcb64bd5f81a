import type { AnswerForm } from '../evaluation/job.ts';

/** What the capture thread is asked: to make of a request and its answer what may be kept. */
export interface BodyJob {
  readonly request: Uint8Array;
  /** Absent where the answer has no text. */
  readonly form: AnswerForm | undefined;
  /** Empty where none came. */
  readonly answer: Uint8Array;
}

/** Prompt and answer without personal data and secrets, cut to a length. */
export interface RedactedBody {
  readonly prompt: string;
  readonly answer: string;
  readonly truncated: boolean;
  /** How many places were redacted. */
  readonly redactions: number;
}
