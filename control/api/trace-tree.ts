import type { Outcome } from '../../core/llm/outcome.ts';

export interface Branch {
  readonly outcome: Outcome;
  /** How many calls of the same trace it hangs below. */
  readonly depth: number;
}

/**
 * The calls of a trace in the order of its tree: each followed by those that hang on it, by time. A call whose parent is
 * a span of the app's own, which is not here, stands at the top.
 */
export function treeOf(calls: readonly Outcome[]): readonly Branch[] {
  const known = new Set(calls.map(({ spanId }) => spanId));
  const children = new Map<string, Outcome[]>();
  const roots: Outcome[] = [];
  for (const call of calls) {
    const { parentSpanId } = call;
    if (parentSpanId === undefined || parentSpanId === call.spanId || !known.has(parentSpanId)) roots.push(call);
    else children.set(parentSpanId, [...(children.get(parentSpanId) ?? []), call]);
  }
  const branches: Branch[] = [];
  const walk = (outcome: Outcome, depth: number): void => {
    branches.push({ outcome, depth });
    const below = children.get(outcome.spanId) ?? [];
    children.delete(outcome.spanId); // whoever names themselves in a circle is walked once
    for (const child of below) walk(child, depth + 1);
  };
  for (const root of roots) walk(root, 0);
  return branches;
}
