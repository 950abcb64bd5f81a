import type { Reading } from '../../core/limits/counters.ts';
import { freesAtMs } from '../../core/limits/window.ts';
import type { Claim, LimitClaim } from './claim.ts';

/** `x-ratelimit-*` as OpenAI names them, of the limits with the least left: names and values in turns. */
export function limitHeaders(claims: readonly Claim[], readings: readonly Reading[], nowMs: number): string[] {
  return [...headersOf('requests', claims, readings, nowMs), ...headersOf('tokens', claims, readings, nowMs)];
}

function headersOf(
  measure: 'requests' | 'tokens',
  claims: readonly Claim[],
  readings: readonly Reading[],
  nowMs: number,
): string[] {
  let tightest: { claim: LimitClaim; reading: Reading; left: number } | undefined;
  for (const [index, claim] of claims.entries()) {
    const reading = readings[index];
    if (claim.kind !== 'limit' || claim.measure !== measure || reading === undefined) continue;
    const left = Math.max(0, (claim.entry.max ?? 0) - reading.sum);
    if (tightest === undefined || left < tightest.left) tightest = { claim, reading, left };
  }
  if (tightest === undefined) return [];
  const { claim, reading, left } = tightest;
  const resetMs = freesAtMs(claim.terms.window, claim.slot, reading.oldest) - nowMs;
  return [
    `x-ratelimit-limit-${measure}`,
    String(claim.entry.max),
    `x-ratelimit-remaining-${measure}`,
    String(left),
    `x-ratelimit-reset-${measure}`,
    resetText(resetMs),
  ];
}

/** `1s`, `6m0s`, `24h0m0s`: as OpenAI writes durations. */
function resetText(durationMs: number): string {
  const seconds = Math.max(0, Math.ceil(durationMs / 1_000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
