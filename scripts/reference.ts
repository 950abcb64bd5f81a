// `npm run docs:reference`: writes docs/reference/ from the code.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referencePages } from './reference/pages.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'reference');

await mkdir(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(referencePages())) {
  const path = join(FOLDER, name);
  await writeFile(path, text);
  console.log(path);
}
