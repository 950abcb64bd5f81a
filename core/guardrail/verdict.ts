/** What a guardrail does about what it finds. */
export const GUARDRAIL_MODES = ['observe', 'warn', 'enforce', 'redact'] as const;
export type GuardrailMode = (typeof GUARDRAIL_MODES)[number];

/** Before the model is asked, or after it has answered. */
export type GuardrailStage = 'pre' | 'post';

/**
 * What one guardrail said of one call. `flagged`: it found something, which its mode lets pass. `failed`: it could not
 * be asked, or not in its time. Nothing of the text is kept, only of what kinds the findings were and how many.
 */
export interface GuardrailVerdict {
  readonly name: string;
  readonly stage: GuardrailStage;
  readonly mode: GuardrailMode;
  readonly verdict: 'pass' | 'flagged' | 'redacted' | 'blocked' | 'failed';
  readonly durationMs: number;
  readonly findings?: Readonly<Record<string, number>>;
}

/** Why a guardrail keeps a request or an answer back. */
export interface GuardrailStop {
  readonly guardrail: string;
  readonly stage: GuardrailStage;
  /** It said so, or it failed and is closed on its own failure. */
  readonly reason: 'blocked' | 'unavailable';
}

/** Whether a guardrail found something that users should hear of, though the call went on. */
export function isWarned(verdicts: readonly GuardrailVerdict[]): boolean {
  return verdicts.some(({ mode, verdict }) => verdict === 'redacted' || (verdict === 'flagged' && mode === 'warn'));
}
