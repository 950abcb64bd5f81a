import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { COMMAND, referencePages } from '../../scripts/reference/pages.ts';
import { ENVIRONMENT_HELP } from '../../platform/environment-help.ts';
import { environmentSchema } from '../../platform/config.ts';
import { ROOT } from './documents.ts';

test.each(Object.entries(referencePages()))('docs/reference/%s says what the code does', (name, made) => {
  const path = join(ROOT, 'docs', 'reference', name);
  const isFresh = existsSync(path) && readFileSync(path, 'utf8') === made;
  expect(isFresh ? 'up to date' : `run ${COMMAND}, and commit what it changed in docs/reference/`).toBe('up to date');
});

test('each environment variable says what it is for', () => {
  expect(Object.keys(ENVIRONMENT_HELP).toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
});
