import { ownEvidence } from './engine-evidence.ts';
import type { Evidence } from './evidence.ts';
import type { Situation } from './situation.ts';

/** Whether shadow has spent what it may: then nothing more is mirrored, whatever else the release waits for. */
export function shadowIsSpent(
  evidence: Evidence,
  { maxShadowSpendUsd }: Pick<Situation, 'maxShadowSpendUsd'>,
): boolean {
  return maxShadowSpendUsd !== undefined && ownEvidence(evidence).exposure.shadowCostUsd >= maxShadowSpendUsd;
}
