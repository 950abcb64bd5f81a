import { formatDuration } from '../core/duration.ts';
import type { Step } from '../core/release/steps.ts';

/** What a step waits for before the next one: `after 200 requests and 5 min`. */
export function demandsText(step: Step): string {
  const { maxExcessFailures: budget } = step;
  const demands = [
    ...(budget === undefined ? [] : [`its record leaves fewer than ${budget} failed answers at risk`]),
    ...(step.minPairs > 0 ? [`${step.minPairs} compared pairs`] : []),
    ...(step.minRequests > 0 ? [`${step.minRequests} requests`] : []),
    ...(step.minDurationMs > 0 ? [formatDuration(step.minDurationMs)] : []),
  ];
  return demands.length === 0
    ? 'as soon as nothing looks bad'
    : `${budget === undefined ? 'after' : 'once'} ${demands.join(' and ')}`;
}
