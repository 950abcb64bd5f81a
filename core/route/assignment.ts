import type { ReleaseId, RouteId } from '../ids.ts';

/** What may stick to an arm, in the words of the configuration. `request` never sticks: each call is its own unit. */
export const ASSIGNMENT_UNITS = ['session', 'user', 'trace', 'request'] as const;
export type AssignmentUnit = (typeof ASSIGNMENT_UNITS)[number];

/** The identifiers that one call carries; absent where the app sent none. */
export interface CallIdentity {
  readonly session?: string | undefined;
  readonly user?: string | undefined;
  readonly trace?: string | undefined;
  readonly request: string;
}

/** The unit that sticks: the first of `assignBy` that the call carries, else the request itself. */
export function assignmentUnit(assignBy: readonly AssignmentUnit[], identity: CallIdentity): string {
  for (const kind of assignBy) {
    const value = identity[kind];
    if (value !== undefined && value !== '') return `${kind}:${value}`;
  }
  return `request:${identity.request}`;
}

/**
 * Whether the unit is on the candidate. A pure function of (release, unit, weight): sticky while the weight stands,
 * and monotone, since a unit's point in [0, 1) never moves and a higher weight only adds points below it.
 */
export function isOnCandidate(release: ReleaseId, unit: string, weight: number): boolean {
  return unitPoint(release, unit) < weight;
}

/** Whether calls of the unit may belong together: not where the call is its own unit. */
export function isShared(unit: string): boolean {
  return !unit.startsWith('request:');
}

/** Whether a call is mirrored: drawn by request, independently of the assignment. */
export function isMirrored(release: ReleaseId, requestId: string, rate: number): boolean {
  return unitPoint(`mirror/${release}`, requestId) < rate;
}

/** Whether a call is mirrored by a route's standing rule. */
export function isMirroredByRule(route: RouteId, requestId: string, rate: number): boolean {
  return unitPoint(`rule/${route}`, requestId) < rate;
}

/** The unit's point in [0, 1), uniform over units and independent between salts. */
export function unitPoint(salt: string, unit: string): number {
  return murmur3(`${salt}\u0000${unit}`) / 2 ** 32;
}

/** MurmurHash3 x86 32-bit (Appleby, public domain) over UTF-16 code units, two to a block. */
function murmur3(text: string): number {
  let hash = 0x9747b28c;
  const blocks = text.length & ~1;
  for (let at = 0; at < blocks; at += 2) {
    hash ^= scramble(text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16));
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  if (blocks < text.length) hash ^= scramble(text.charCodeAt(blocks));
  return finalMix(hash ^ (text.length * 2));
}

function scramble(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

function finalMix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
