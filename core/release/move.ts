import type { VerdictKind } from '../decision/verdict.ts';
import type { ReleaseEvent } from './state.ts';

/** The move that a verdict asks for; `undefined` where the release stays. What holds it keeps it from going forward only. */
export function moveOf(verdict: VerdictKind, mayGoForward: boolean): ReleaseEvent | undefined {
  if (verdict === 'rollback') return 'rollback';
  return verdict === 'promote' && mayGoForward ? 'promote' : undefined;
}
