// Whether every package of the lockfile has a licence that tidegate may be given out with; `--list` prints them all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly license?: string;
  readonly version?: string;
  readonly dev?: boolean;
}

/** Of what is given out with tidegate, in its image. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'CC-BY-4.0', // data of browsers' features
  'ISC',
  'MIT',
  'Unlicense',
]);
/** Of what only its development uses, besides: their texts stay with their own files. */
const ALLOWED_IN_DEVELOPMENT = new Set(['MPL-2.0', 'OFL-1.1']);
/** Packages whose licence stands in their files and not where npm looks for it. */
const KNOWN: Readonly<Record<string, string>> = { unionfs: 'Unlicense' };

const text = readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, LockedPackage>> };
const named = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, locked]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return { ...locked, name, license: locked.license ?? KNOWN[name] ?? 'none' };
  });
if (process.argv.includes('--list')) {
  for (const { name, version, license, dev } of named)
    console.log([name, version, license, dev ? 'dev' : ''].join('\t'));
}
const refused = named.filter(({ license, dev }) => !isAllowed(license, dev === true));
for (const { name, license } of refused)
  console.error(`${name}: the licence ${license} is not among those that scripts/licences.ts allows`);
process.exitCode = refused.length === 0 ? 0 : 1;

/** An SPDX expression of names, AND, OR and brackets around the whole. */
function isAllowed(expression: string, inDevelopment: boolean): boolean {
  const alternatives = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  const one = (name: string): boolean => ALLOWED.has(name) || (inDevelopment && ALLOWED_IN_DEVELOPMENT.has(name));
  return alternatives.some((all) => all.split(' AND ').every(one));
}
