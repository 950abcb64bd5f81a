import type { Match } from '../../core/guardrail/text-rule.ts';
import type { GuardrailMode, GuardrailStop, GuardrailVerdict } from '../../core/guardrail/verdict.ts';
import type { Guard } from './guard.ts';

/** What the guardrails of one version said of one call, in the order in which they spoke. */
export class GuardReport {
  readonly verdicts: GuardrailVerdict[] = [];
  #pending: Promise<unknown>[] = [];

  /** Takes what one guardrail found, or that it failed. Returns why the call must stop, where it must. */
  add({ config, stage }: Guard, result: GuardResult): GuardrailStop | undefined {
    const { name, mode, onFailure } = config;
    const verdict = result.failed === true ? 'failed' : result.flagged ? FLAGGED[mode] : 'pass';
    const findings = result.flagged && hasEntries(result.findings) ? { findings: result.findings } : {};
    this.verdicts.push({ name, stage, mode, verdict, durationMs: rounded(result.durationMs), ...findings });
    if (verdict === 'blocked') return { guardrail: name, stage, reason: 'blocked' };
    const closed = onFailure === 'closed' && (mode === 'enforce' || mode === 'redact');
    return verdict === 'failed' && closed ? { guardrail: name, stage, reason: 'unavailable' } : undefined;
  }

  /** Those in mode `warn` that have found something so far. */
  get warnings(): string[] {
    const warned = this.verdicts.filter(({ mode, verdict }) => mode === 'warn' && verdict === 'flagged');
    return [...new Set(warned.map(({ name }) => name))];
  }

  /** A guardrail that holds nothing back speaks when it is ready; what is written down waits for it. */
  defer(speaking: Promise<unknown>): void {
    this.#pending.push(speaking);
  }

  /** Calls back when all have spoken: at once where none is left. */
  whenDone(then: () => void): void {
    if (this.#pending.length === 0) return then();
    const pending = this.#pending;
    this.#pending = [];
    void Promise.allSettled(pending).then(() => this.whenDone(then));
    return undefined;
  }
}

export interface GuardResult {
  readonly flagged: boolean;
  readonly failed?: boolean;
  /** How many of each kind. */
  readonly findings?: Readonly<Record<string, number>> | undefined;
  readonly durationMs: number;
}

const FLAGGED: Readonly<Record<GuardrailMode, GuardrailVerdict['verdict']>> = {
  observe: 'flagged',
  warn: 'flagged',
  enforce: 'blocked',
  redact: 'redacted',
};

export function counted(matches: Iterable<Match>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { label } of matches) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

function hasEntries(record: Readonly<Record<string, number>> | undefined): record is Record<string, number> {
  return record !== undefined && Object.keys(record).length > 0;
}

/** To microseconds. */
function rounded(durationMs: number): number {
  return Math.round(durationMs * 1_000) / 1_000;
}
