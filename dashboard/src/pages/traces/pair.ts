import type { Span } from '../../api/types.ts';

export interface Pair {
  readonly stable: Span | undefined;
  readonly other: Span | undefined;
}

/**
 * The calls that answered the same prompt as this one on stable and on the candidate: a mirrored call hangs below the
 * one that it mirrors, and so does the call of stable that stood in for a candidate.
 */
export function comparedWith(chosen: Span, spans: readonly Span[]): Pair {
  const parent = spans.find(({ spanId }) => spanId === chosen.parentSpanId);
  const children = spans.filter(({ parentSpanId }) => parentSpanId === chosen.spanId);
  const family = [chosen, ...(parent === undefined ? [] : [parent]), ...children].filter(
    ({ route }) => route === chosen.route,
  );
  const isOther = (span: Span): boolean => span.arm !== 'stable';
  const other = isOther(chosen) ? chosen : family.find(isOther);
  const stable = isOther(chosen) ? family.find((span) => !isOther(span)) : chosen;
  return { stable, other };
}
