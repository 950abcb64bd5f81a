import type { z } from 'zod';
import type { RouteId } from '../ids.ts';
import { sameJson } from '../json.ts';
import type { routeVersionPatchSchema, routeVersionSchema } from './version-schema.ts';

/** What a version says, every default filled in. */
export type RouteVersionConfig = z.output<typeof routeVersionSchema>;
export type RouteVersionInput = z.input<typeof routeVersionSchema>;
export type RouteVersionPatch = z.output<typeof routeVersionPatchSchema>;

/** An immutable, numbered configuration of a route. Numbers start at 1 and are never used twice. */
export interface RouteVersion {
  readonly route: RouteId;
  readonly number: number;
  readonly config: RouteVersionConfig;
}

/** A candidate: stable's configuration with the given fields replaced as a whole. */
export function patchVersion(stable: RouteVersionConfig, patch: RouteVersionPatch): RouteVersionConfig {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return { ...stable, ...given };
}

/** The names of the fields in which two versions differ, sorted. */
export function changedFields(before: RouteVersionConfig, after: RouteVersionConfig): string[] {
  const names = Object.keys({ ...before, ...after }) as (keyof RouteVersionConfig)[];
  return names.filter((name) => !sameJson(before[name], after[name])).toSorted();
}

/** Every provider that a version names, those that its guardrails and its cache ask included. */
export function providersOf({ provider, routing, fallbacks, mirror, guardrails, cache }: RouteVersionConfig): string[] {
  const routed = routing === undefined ? [] : 'rules' in routing ? routing.rules : routing.targets;
  const asked = [...guardrails.pre, ...guardrails.post].flatMap((guard) => ('provider' in guard ? [guard] : []));
  const mirrors = mirror === undefined ? [] : [mirror];
  const embedding = cache.mode === 'semantic' ? [cache.embedding] : [];
  return [{ provider }, ...routed, ...fallbacks, ...mirrors, ...asked, ...embedding].map((target) => target.provider);
}
