import type { Run } from '../upstream/run.ts';

/** How an answer ends that is whole. */
const WHOLE: ReadonlySet<string> = new Set(['stop', 'tool_calls', 'function_call', 'completed']);

/** Whether the answer came whole: not cut off, not filtered, not refused. What a text does not say of its end is not kept. */
export function isWorthKeeping({ call, endpoint }: Run): boolean {
  const { finishReason, refused } = call.facts;
  if (refused === true) return false;
  return endpoint.events === undefined || (finishReason !== undefined && WHOLE.has(finishReason));
}
