import type { Guardrail } from '../../../core/guardrail/guardrail.ts';
import { isRecord } from '../../../core/llm/facts.ts';
import { moderations } from '../../endpoint/moderations.ts';
import type { Target } from '../../upstream/target.ts';
import type { Ask } from '../guard.ts';
import { askProvider, joinedForAsking } from './ask-provider.ts';

/** Asks a provider's moderation endpoint about all texts at once. */
export function moderation({ thresholds, timeoutMs }: Guardrail & { kind: 'moderation' }, target: Target): Ask {
  return async ({ texts }, services) => {
    const input = joinedForAsking(texts);
    if (input.trim() === '') return { flagged: false };
    const answer = await askProvider(services, moderations, target, { input }, timeoutMs);
    const results = isRecord(answer) && Array.isArray(answer['results']) ? answer['results'].filter(isRecord) : [];
    if (results.length === 0) throw new Error('The moderation has no results.');
    const findings: Record<string, number> = {};
    for (const result of results) for (const category of flaggedCategories(result, thresholds)) findings[category] = 1;
    return { flagged: Object.keys(findings).length > 0, findings };
  };
}

function flaggedCategories(
  result: Record<string, unknown>,
  thresholds: Readonly<Record<string, number>> | undefined,
): string[] {
  const { categories, category_scores: scores, flagged } = result;
  if (thresholds === undefined) {
    if (flagged !== true) return [];
    const named = isRecord(categories) ? Object.keys(categories).filter((name) => categories[name] === true) : [];
    return named.length > 0 ? named : ['flagged'];
  }
  if (!isRecord(scores)) throw new Error('The moderation has no scores.');
  return Object.entries(thresholds).flatMap(([name, threshold]) => {
    const score = scores[name];
    if (typeof score !== 'number') throw new Error(`The moderation has no score for ${name}.`);
    return score >= threshold ? [name] : [];
  });
}
