/** Which routes a token reaches; null is all of them. */
export type Reach = readonly string[] | null;

/**
 * Why a token with that reach may not make a call that concerns these routes, as a sentence; `undefined` where it may.
 * A call that names no route concerns them all, so a token for some of them is refused.
 */
export function reachRefusal(reach: Reach, concerned: readonly string[]): string | undefined {
  if (reach === null) return undefined;
  const allowed = reach.join(', ');
  if (concerned.length === 0) return `This token is for ${allowed} only, and the call concerns more: name its route`;
  const beyond = concerned.find((route) => !reach.includes(route));
  return beyond === undefined ? undefined : `This token is for ${allowed} only, not for "${beyond}"`;
}
