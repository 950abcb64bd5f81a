import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { parseDocument } from 'yaml';
import { createProgram } from '../../cli/program.ts';
import { createContext } from '../../cli/context.ts';
import { page, pages, parsePage, ROOT, type Page } from './documents.ts';

const all = pages();
const program = createProgram(createContext({ stdout: process.stdout, stderr: process.stderr }));
const scripts = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts;

describe.each(all.map((each): [string, Page] => [each.path, each]))('%s', (_, each) => {
  test('links only to pages, files and headings that are there', () => {
    expect(each.links.filter((link) => !resolves(each, link))).toEqual([]);
  });

  test('names only npm scripts that package.json has', () => {
    const named = each.code.flatMap(({ text }) =>
      [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('names only commands and options that the program has', () => {
    expect(
      each.code
        .flatMap(commandLines)
        .map(unknownPart)
        .filter((unknown) => unknown !== undefined),
    ).toEqual([]);
  });

  test('shows only YAML that can be read', () => {
    const shown = each.code.filter(({ language }) => language === 'yaml');
    expect(shown.flatMap(({ text }) => parseDocument(text).errors.map(({ message }) => message))).toEqual([]);
  });
});

test('README.md leads to every page of docs/', () => {
  const reached = new Set(page('README.md').links.map((link) => link.replace(/#.*/, '')));
  expect(all.map(({ path }) => path).filter((path) => /^docs\/[^/]+$/.test(path) && !reached.has(path))).toEqual([]);
});

test('a link to nowhere, a heading that is not there and a command that is none are found', () => {
  const wrong = {
    path: 'docs/wrong.md',
    ...parsePage('# A\n[a](nowhere.md) [b](#b) [a](#a)\n\n```sh\ntidegate fly --now\n```\n'),
  };
  expect(wrong.links.filter((link) => !resolves(wrong, link))).toEqual(['nowhere.md', '#b']);
  expect(wrong.code.flatMap(commandLines).map(unknownPart)).toEqual(['tidegate fly']);
});

function resolves(from: Page, link: string): boolean {
  if (/^(https?|mailto):/.test(link)) return true;
  const [file = '', anchor] = link.split('#');
  if (file === '') return from.anchors.has(anchor ?? '');
  const path = normalize(join(dirname(from.path), file));
  if (!existsSync(join(ROOT, path))) return false;
  if (anchor === undefined || !path.endsWith('.md')) return true;
  return page(path).anchors.has(anchor);
}

/** What a page tells people to type, continued lines put together. */
function commandLines({ text }: { readonly text: string }): string[][] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => {
      const [, words = ''] = /^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:npx )?tidegate (.+?)(?: #.*)?$/.exec(line) ?? [];
      return words === '' ? [] : [words.split(/\s+/)];
    });
}

/** The first part of a command line that the program does not know. */
function unknownPart(words: readonly string[]): string | undefined {
  let command: Command = program;
  let named = 'tidegate';
  for (const word of words) {
    if (!/^[a-z-]+$/.test(word) || word.startsWith('-')) break;
    const child = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (child === undefined && command.registeredArguments.length > 0) break;
    named += ` ${word}`;
    if (child === undefined) return command.commands.length === 0 ? undefined : named;
    command = child;
  }
  const options = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/[=,.`].*/, ''));
  const unknown = options.find((option) => !command.options.some(({ long }) => long === option));
  return unknown === undefined || unknown === '--help' ? undefined : `${named} ${unknown}`;
}
