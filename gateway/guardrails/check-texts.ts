import { joined } from '../../core/guardrail/mask.ts';
import type { Match } from '../../core/guardrail/text-rule.ts';
import type { GuardrailStop } from '../../core/guardrail/verdict.ts';
import type { Clock } from '../clock.ts';
import type { Guard, GuardedText } from './guard.ts';
import { counted, type GuardReport } from './report.ts';
import { searchTexts } from './search-texts.ts';

export interface TextsCheck {
  readonly stop: GuardrailStop | undefined;
  /** By the place of the text: what is to be masked in it. */
  readonly masks: ReadonlyMap<number, readonly Match[]>;
}

/** Has guardrails search the texts of a request or of a whole answer. The first stop ends it. */
export async function checkTexts(
  guards: readonly Guard[],
  texts: readonly GuardedText[],
  report: GuardReport,
  clock: Clock,
  endBy = Infinity,
): Promise<TextsCheck> {
  const masks = new Map<number, readonly Match[]>();
  for (const guard of guards) {
    if (guard.rule === undefined) continue;
    const { mode, timeoutMs } = guard.config;
    const startedAt = clock.monotonicMs();
    const lateAt = Math.min(startedAt + timeoutMs, endBy);
    const isLate = (): boolean => clock.monotonicMs() > lateAt;
    const found = await searchTexts(guard.rule, textsFor(guard, texts), isLate);
    const matches = found?.flat() ?? [];
    const stop = report.add(guard, {
      failed: found === undefined,
      flagged: matches.length > 0,
      findings: counted(matches),
      durationMs: clock.monotonicMs() - startedAt,
    });
    if (stop !== undefined) return { stop, masks };
    if (mode === 'redact' && found !== undefined) addMasks(masks, found);
  }
  return { stop: undefined, masks };
}

/** Each text at its place; empty where the guardrail is not to read it. */
function textsFor({ config, stage }: Guard, texts: readonly GuardedText[]): string[] {
  const roles = 'roles' in config && stage === 'pre' ? config.roles : undefined;
  return texts.map(({ role, text }) => (roles === undefined || roles.some((one) => one === role) ? text : ''));
}

function addMasks(masks: Map<number, readonly Match[]>, found: readonly (readonly Match[])[]): void {
  for (const [index, matches] of found.entries()) {
    if (matches.length > 0) masks.set(index, joined([...(masks.get(index) ?? []), ...matches]));
  }
}
