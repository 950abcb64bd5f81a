import { sameJson } from './json.ts';

/** One place where two JSON structures differ; a side that is absent is not there. */
export interface JsonChange {
  /** `params.temperature`; `''` where the whole differs. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The innermost places in which two structures differ. Lists are compared as a whole: their order means something. */
export function jsonChanges(before: unknown, after: unknown, path = ''): readonly JsonChange[] {
  if (sameJson(before, after)) return [];
  if (!isObject(before) || !isObject(after))
    return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => jsonChanges(before[name], after[name], path === '' ? name : `${path}.${name}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
