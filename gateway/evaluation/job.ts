import type { EvaluatorSpec } from '../../core/evaluation/evaluator.ts';

/** What the evaluation thread is asked: the answer as it came, and what to check in it. */
export interface EvaluationJob {
  readonly form: AnswerForm;
  readonly answer: Uint8Array;
  readonly checks: readonly Check[];
}

/** An answer that is to be evaluated. */
export interface EvaluableAnswer {
  readonly form: AnswerForm;
  readonly bytes: readonly Buffer[];
  readonly checks: readonly Check[];
}

/** How an answer came: it decides where its text is. */
export type AnswerForm = 'completion' | 'completion-events' | 'response' | 'response-events';

/** A check of one answer: the evaluator, and what it needs of the request. */
export type Check = SchemaCheck | ToolCallsCheck | MatchCheck | Exclude<EvaluatorSpec, { kind: Bound }>;
type Bound = 'json-schema' | 'tool-calls' | 'match';

/** The answer's text must be JSON, and satisfy the schema where there is one. */
export interface SchemaCheck {
  readonly kind: 'json-schema';
  readonly name: string;
  /** JSON text of the schema; absent where any JSON will do. */
  readonly schema?: string;
}

/** Each call must name a tool of the request, with arguments that satisfy its parameters. */
export interface ToolCallsCheck {
  readonly kind: 'tool-calls';
  readonly name: string;
  readonly required: boolean;
  /** JSON text of the request's `tools`; absent where it has none. */
  readonly tools?: string;
}

/** The answer's text must be what was expected. */
export interface MatchCheck {
  readonly kind: 'match';
  readonly name: string;
  readonly expected: string;
  readonly mode: 'exact' | 'contains' | 'fuzzy';
  readonly similarity: number;
  readonly ignoreCase: boolean;
}

/** By name of the check. A check that could not be made is absent: no data, not a failure. */
export type Verdicts = Readonly<Record<string, Verdict>>;
export type Verdict = 'pass' | 'fail';
