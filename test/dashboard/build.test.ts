import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildDashboard } from '../../dashboard/build.ts';

test('the page is built once from the same sources, by however many at once', async () => {
  await Promise.all([buildDashboard(), buildDashboard()]);
  const { built, directory, sizes } = await buildDashboard();
  expect(built).toBe(false);
  await Promise.all(Object.keys(sizes).map((name) => access(join(directory, name))));
});

test('the page loads nothing but its own files, and has no script and no style in it', async () => {
  const { directory } = await buildDashboard();
  const page = await readFile(join(directory, 'index.html'), 'utf8');
  const loaded = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '');
  expect(loaded).toHaveLength(4);
  for (const path of loaded) await access(join(directory, path));
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)|\{\{/);
});
