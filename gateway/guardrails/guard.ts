import type { Guardrail } from '../../core/guardrail/guardrail.ts';
import type { LengthLimits } from '../../core/guardrail/length.ts';
import type { TextRule } from '../../core/guardrail/text-rule.ts';
import type { GuardrailStage } from '../../core/guardrail/verdict.ts';
import type { Clock } from '../clock.ts';
import type { Choice } from '../evaluation/choices.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import type { AnswerForm } from '../evaluation/job.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import type { SecretReader } from '../ports.ts';

/** A guardrail ready to be asked: about parts of texts, or about a request or an answer as a whole. */
export interface Guard {
  readonly config: Guardrail;
  readonly stage: GuardrailStage;
  /** What it finds in texts. */
  readonly rule?: TextRule;
  /** What it says of the whole; throws where it can not say. */
  readonly ask?: Ask;
  /** How long a text may become: known before its end. */
  readonly limits?: LengthLimits;
  /** Whether a stream must come whole before it may speak. */
  readonly wantsWhole: boolean;
}

export type Ask = (subject: Subject, services: GuardServices) => Promise<Judgement>;

export interface Judgement {
  readonly flagged: boolean;
  /** How many of each kind. */
  readonly findings?: Readonly<Record<string, number>>;
}

/** A text of a request or an answer, and who says it. */
export interface GuardedText {
  readonly role: string;
  readonly text: string;
}

/** What a guardrail is asked about. */
export interface Subject {
  readonly stage: GuardrailStage;
  readonly call: GuardedCallInfo;
  readonly texts: readonly GuardedText[];
  /** Absent before the model. */
  readonly answer?: GuardedAnswer;
}

export interface GuardedAnswer {
  readonly form: AnswerForm;
  readonly bytes: readonly Buffer[];
  readonly choices: readonly Choice[];
}

/** Which call it is. */
export interface GuardedCallInfo {
  readonly requestId: string;
  readonly traceId: string;
  readonly route: string;
  readonly routeVersion: number;
}

/** What guardrails need of the world. */
export interface GuardServices {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly evaluator: Evaluator;
  readonly readSecret: SecretReader;
  readonly outbound: Outbound;
}

/** Whether it may keep a call back or change it, so that nothing may go on before it has spoken. */
export function holdsBack({ config }: Guard): boolean {
  return config.mode === 'enforce' || config.mode === 'redact';
}
