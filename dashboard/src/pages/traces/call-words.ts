import type { Trace } from '../../api/types.ts';
import type { Wording } from '../../format/words.ts';

/** How a call ended, in a word. */
export function outcomeOf({ status, errorType, timedOut, cache }: Trace): Wording {
  if (timedOut) return { word: 'Timed out', tone: 'bad', shape: 'cross' };
  if (errorType !== null) return { word: status === 0 ? 'No answer' : `Failed ${status}`, tone: 'bad', shape: 'cross' };
  if (cache === 'hit') return { word: 'From cache', tone: 'neutral', shape: 'tick' };
  return { word: 'Answered', tone: 'good', shape: 'tick' };
}

/** Evaluators that found fault. */
export function faultsOf({ evaluations }: Trace): readonly string[] {
  return Object.entries(evaluations).flatMap(([name, verdict]) => (verdict === 'fail' ? [name] : []));
}

export function tokensOf({ promptTokens, completionTokens }: Trace): number | null {
  return promptTokens === null && completionTokens === null ? null : (promptTokens ?? 0) + (completionTokens ?? 0);
}
