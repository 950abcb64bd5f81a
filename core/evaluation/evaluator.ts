import type { z } from 'zod';
import type { evaluatorSchema } from './evaluator-schema.ts';

/** A deterministic evaluator, every default filled in. */
export type EvaluatorSpec = z.output<typeof evaluatorSchema>;

/**
 * What is checked in an arm's answers while a release has the route. Both arms answer to the same names, so that they are
 * compared at the same rate: the release's own stand first; an arm's version defines its own; what only the other version
 * declares is checked here too.
 */
export function evaluatorsOf(
  own: readonly EvaluatorSpec[],
  others: readonly EvaluatorSpec[] = [],
  releases: readonly EvaluatorSpec[] = [],
): readonly EvaluatorSpec[] {
  const byName = new Map<string, EvaluatorSpec>();
  for (const evaluator of [...others, ...own, ...releases]) byName.set(evaluator.name, evaluator);
  return [...byName.values()];
}
