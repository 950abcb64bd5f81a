import type { KeySnapshot } from '../route/snapshot.ts';
import type { BudgetsConfig, KeyLimit, LimitConfig, LimitSubject } from './limit.ts';

/** A limit as it holds for one caller of one route: the terms, and the counter that it goes by. */
export interface AppliedLimit {
  readonly terms: KeyLimit;
  readonly counter: string;
}

/** Who calls which route. */
export interface LimitedCaller {
  readonly key: Pick<KeySnapshot, 'id' | 'tenant' | 'team' | 'limits'>;
  readonly route: string;
}

/** The limits of the configuration that hold for the caller, then those of its key. */
export function standingLimits(configured: Iterable<LimitConfig>, caller: LimitedCaller): readonly AppliedLimit[] {
  const applied: AppliedLimit[] = [];
  for (const limit of configured) {
    if (limit.enabled && holdsFor(limit, caller))
      applied.push({ terms: limit, counter: counterOf('limit', limit, limit.per, caller) });
  }
  for (const limit of caller.key.limits ?? [])
    applied.push({ terms: limit, counter: counterOf('key-limit', limit, ['key'], caller) });
  return applied;
}

/**
 * The limits of a route version. They are counted by the route and the limit's id, not by the version: a release does
 * not open a second purse.
 */
export function routeLimits(budgets: BudgetsConfig | undefined, caller: LimitedCaller): readonly AppliedLimit[] {
  return (budgets?.limits ?? []).map((limit) => ({
    terms: limit,
    counter: counterOf('route-limit', limit, ['route', ...limit.per.filter((subject) => subject !== 'route')], caller),
  }));
}

/** The counter of a trace: traces of different tenants never meet, whatever ids their apps choose. */
export function traceCounter({ key }: LimitedCaller, traceId: string, measure: 'calls' | 'usd'): string {
  const owner = key.tenant === undefined ? `key=${part(key.id)}` : `tenant=${part(key.tenant)}`;
  return `trace/${measure}/${owner}/${traceId}`;
}

function holdsFor({ only }: LimitConfig, caller: LimitedCaller): boolean {
  return Object.entries(only).every(([subject, values]) => {
    const value = valueOf(subject as LimitSubject, caller);
    return values === undefined || (value !== undefined && values.includes(value));
  });
}

/** Callers without a tenant (or team) share one counter, so that nobody escapes a limit by having none. */
function counterOf(kind: string, limit: KeyLimit, per: readonly LimitSubject[], caller: LimitedCaller): string {
  const subjects = per.map((subject) => `${subject}=${part(valueOf(subject, caller) ?? '')}`);
  return [kind, limit.id, limit.measure, limit.window, ...subjects].join('/');
}

function valueOf(subject: LimitSubject, { key, route }: LimitedCaller): string | undefined {
  return subject === 'route' ? route : subject === 'key' ? key.id : key[subject];
}

function part(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
