import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { fuzz, TARGETS } from '../../bench/fuzz/fuzz.ts';
import type { FuzzCase } from '../../bench/fuzz/target.ts';

jest.setTimeout(120_000);

/** Enough to find what is plainly broken; `npm run fuzz` tries tens of thousands. */
const INPUTS = 800;

test.each(TARGETS)('$name: whatever comes is answered, and breaks no promise', async (target) => {
  const { failure } = await fuzz(target, { seed: 7, inputs: Math.ceil(INPUTS * target.share) });
  expect(failure).toBeUndefined();
});

const kept = JSON.parse(readFileSync(join(import.meta.dirname, 'fuzz-cases.json'), 'utf8')) as readonly FuzzCase[];

test.each(kept)(
  'an input that broke a promise once breaks none any more: $why',
  async ({ target: name, seed, path }) => {
    const target = TARGETS.find((each) => each.name === name);
    const fuzzed = target && (await fuzz(target, { seed, inputs: 100_000, path }));
    expect(fuzzed).toEqual(expect.objectContaining({ target: name }));
    expect(fuzzed?.failure).toBeUndefined();
  },
);
