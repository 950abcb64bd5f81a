import { builtinModules } from 'node:module';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { makeWorkflowBundle } from '../../worker/workflow-bundle.ts';
import { QUIET } from './support/quiet-runtime.ts';

jest.setTimeout(120_000);

let code: string;
beforeAll(async () => {
  ({ code } = await makeWorkflowBundle(QUIET));
});

/** The modules of this project in the bundle, as webpack names them. */
function modules(): readonly string[] {
  return [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"$/gm)].map(([, name]) => name ?? '');
}

test('the workflow bundle carries the release and nothing of zod', () => {
  expect(modules().some((name) => name.endsWith('workflows/release.ts'))).toBe(true);
  expect(modules().filter((name) => name.includes('/zod/') || name.includes('-schema.ts'))).toEqual([]);
});

test('the workflow bundle needs no module of Node', () => {
  const wanted = modules().map((name) => name.replace(/^node:/, ''));
  expect(builtinModules.filter((name) => wanted.includes(name))).toEqual([]);
});

test('the workflow bundle stays small: every cached workflow pays for it', () => {
  const ownBytes = code.replace(/\/\/# sourceMappingURL=.*/s, '').length;
  expect(ownBytes).toBeLessThan(1_000_000);
});
