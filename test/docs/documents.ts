import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

const NOT_OURS = ['node_modules', '.git', '.tidegate', 'dist'];

/** A piece of code in a page: a fenced block with its language, or a span within a sentence. */
export interface Code {
  readonly language: string;
  readonly text: string;
}

/** One page of the documentation. */
export interface Page {
  readonly path: string;
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
  readonly code: readonly Code[];
}

/** Every Markdown file of the project. */
export function pages(): Page[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(/[\\/]/).some((part) => NOT_OURS.includes(part)))
    .sort()
    .map(page);
}

export function page(path: string): Page {
  return { path, ...parsePage(readFileSync(join(ROOT, path), 'utf8')) };
}

export function parsePage(markdown: string): Omit<Page, 'path'> {
  const blocks: Code[] = [];
  const prose = markdown.replace(
    /^( *)```(\w*)[^\n]*\n([^]*?)^\1```/gm,
    (_, _indent, language: string, text: string) => {
      blocks.push({ language, text });
      return '';
    },
  );
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => ({ language: 'span', text }));
  const links = [...prose.replaceAll(/`[^`\n]+`/g, 'code').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return { links, anchors: anchorsOf(prose), code: [...blocks, ...spans] };
}

/** Headings' ids, as GitHub makes them. */
function anchorsOf(prose: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} +(.+)$/gm)) {
    const words = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase();
    const base = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    let id = base;
    for (let again = 1; anchors.has(id); again++) id = `${base}-${again}`;
    anchors.add(id);
  }
  return anchors;
}
