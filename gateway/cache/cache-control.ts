/** What a request's `cache-control` allows: whether a kept answer may be given, and how old; whether to keep this one. */
export interface CacheControl {
  readonly maxAgeMs: number;
  readonly mayRead: boolean;
  readonly mayStore: boolean;
}

export function cacheControl(header: string | undefined): CacheControl {
  if (header === undefined) return ANY;
  const directives = header
    .toLowerCase()
    .split(',')
    .map((text) => text.trim());
  const noStore = directives.includes('no-store');
  const maxAge = directives.map((text) => /^max-age="?(\d{1,10})"?$/.exec(text)?.[1]).find((age) => age !== undefined);
  return {
    maxAgeMs: maxAge === undefined ? Infinity : Number(maxAge) * 1_000,
    mayRead: !noStore && !directives.includes('no-cache') && maxAge !== '0',
    mayStore: !noStore,
  };
}

const ANY: CacheControl = { maxAgeMs: Infinity, mayRead: true, mayStore: true };
