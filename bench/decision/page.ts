import { readFile, writeFile } from 'node:fs/promises';

export const BENCHMARK_PAGE = 'docs/decision-benchmark.md';

/** Puts a text between `<!-- name -->` and `<!-- /name -->` of the page, in place of what stands there. */
export async function writeBetweenMarks(name: string, text: string): Promise<void> {
  const page = new URL(`../../${BENCHMARK_PAGE}`, import.meta.url);
  await writeFile(page, betweenMarks(await readFile(page, 'utf8'), name, text));
}

export function betweenMarks(page: string, name: string, text: string): string {
  const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = page.indexOf(from);
  const end = page.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`${BENCHMARK_PAGE} has no place for ${name}: put ${from} and ${to} there`);
  return `${page.slice(0, start + from.length)}\n${text}\n${page.slice(end)}`;
}
