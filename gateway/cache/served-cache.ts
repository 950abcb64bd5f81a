import { parseDuration } from '../../core/duration.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { Target } from '../upstream/target.ts';
import type { SpaceLimits } from './answer-store.ts';

/** The cache of a version, ready to serve. */
export interface ServedCache {
  readonly limits: SpaceLimits;
  readonly maxAnswerBytes: number;
  readonly semantic: { readonly target: Target; readonly timeoutMs: number; readonly similarity: number } | undefined;
}

/** `undefined` where the version keeps no answers. */
export function servedCache(
  { cache }: RouteVersionConfig,
  target: (named: { readonly provider: string; readonly model: string }) => Target,
): ServedCache | undefined {
  if (cache.mode === 'off') return undefined;
  const { maxEntries, maxBytes, maxAnswerBytes, ttl } = cache;
  const semantic =
    cache.mode === 'semantic'
      ? {
          target: target(cache.embedding),
          timeoutMs: cache.embedding.timeoutMs,
          similarity: cache.similarity,
        }
      : undefined;
  return { limits: { ttlMs: parseDuration(ttl) ?? 0, maxEntries, maxBytes }, maxAnswerBytes, semantic };
}
