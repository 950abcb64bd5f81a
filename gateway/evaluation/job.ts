/** What the evaluation thread is asked: the answer as it came, and what to check in it. */
export interface EvaluationJob {
  readonly id: number;
  readonly form: AnswerForm;
  readonly answer: Uint8Array;
  readonly checks: readonly SchemaCheck[];
}

/** An answer that is to be evaluated. */
export interface EvaluableAnswer {
  readonly form: AnswerForm;
  readonly bytes: readonly Buffer[];
  readonly checks: readonly SchemaCheck[];
}

/** How an answer came: it decides where its text is. */
export type AnswerForm = 'completion' | 'completion-events' | 'response' | 'response-events';

/** The answer's text must be JSON, and satisfy the schema where there is one. */
export interface SchemaCheck {
  readonly name: string;
  /** JSON text of the schema; absent where any JSON will do. */
  readonly schema?: string;
}

/** By name of the check. A check that could not be made is absent: no data, not a failure. */
export type Verdicts = Readonly<Record<string, 'pass' | 'fail'>>;

export interface EvaluationReply {
  readonly id: number;
  readonly verdicts: Verdicts;
}

/** The thread's first message: it has loaded and begins with what waits. */
export const READY = 'ready';
