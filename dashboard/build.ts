import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { BuildResult, OutputFile } from 'esbuild';
import { z } from 'zod';
import { TidegateError } from '../core/errors.ts';

/* Builds the page into dashboard/dist. `node dashboard/build.ts` does it ahead, for an image that has no esbuild. */

export interface BuiltDashboard {
  /** Absolute path of the folder to serve. */
  readonly directory: string;
  /** False where what was there was up to date. */
  readonly built: boolean;
  /** Bytes of each file served, by its name. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Makes dashboard/dist, unless it was made from the very sources that are there now. */
export async function buildDashboard(): Promise<BuiltDashboard> {
  const record = await readRecord();
  if (record !== undefined && (await isFresh(record))) return { directory: DIST, built: false, sizes: record.sizes };
  const { outputFiles, metafile } = await bundle();
  const files = [...(await readPublic()), ...outputFiles.map(toServed)];
  const page = await renderPage(files);
  const sizes = Object.fromEntries([...files, page].map((file) => [file.name, file.contents.length]));
  await mkdir(ASSETS, { recursive: true });
  for (const file of files) await writeWhole(file);
  await writeWhole(page);
  const inputs = [
    ...Object.keys(metafile.inputs).map((path) => join(ROOT, path)),
    ...(await publicPaths()),
    import.meta.filename,
  ];
  await writeWhole({ name: RECORD, contents: Buffer.from(JSON.stringify(await recordOf(inputs, sizes))) });
  await removeOthers(new Set(files.map((file) => file.name)));
  return { directory: DIST, built: true, sizes };
}

interface ServedFile {
  /** Path under dist. */
  readonly name: string;
  readonly contents: Uint8Array;
}

const ROOT = join(import.meta.dirname, '..');
const DIST = join(import.meta.dirname, 'dist');
const ASSETS = join(DIST, 'assets');
const PUBLIC = join(import.meta.dirname, 'public');
const PAGE = 'index.html';
const RECORD = '.built-from.json';

/** What dist was made from: a hash of each source, so that neither a checkout's times nor a clock matter. */
const recordSchema = z.object({ inputs: z.record(z.string(), z.string()), sizes: z.record(z.string(), z.number()) });
type BuildRecord = z.output<typeof recordSchema>;

async function bundle(): Promise<BuildResult<{ write: false; metafile: true }>> {
  const { build } = await import('esbuild').catch((error: unknown) => {
    const message = 'dashboard/dist is missing and esbuild is not installed: run `node dashboard/build.ts` where it is';
    throw new TidegateError('unavailable', message, { cause: error });
  });
  return build({
    entryPoints: [join(import.meta.dirname, 'src', 'main.tsx')],
    absWorkingDir: ROOT,
    outdir: ASSETS,
    entryNames: 'dashboard-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    legalComments: 'linked',
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'file' },
    logLevel: 'silent',
  });
}

function toServed(file: OutputFile): ServedFile {
  return { name: relative(DIST, file.path), contents: file.contents };
}

async function publicPaths(): Promise<string[]> {
  return (await readdir(PUBLIC)).map((name) => join(PUBLIC, name));
}

async function readPublic(): Promise<ServedFile[]> {
  const paths = (await publicPaths()).filter((path) => basename(path) !== PAGE);
  return Promise.all(paths.map(async (path) => ({ name: basename(path), contents: await readFile(path) })));
}

/** The page with the names that the bundle got. */
async function renderPage(files: readonly ServedFile[]): Promise<ServedFile> {
  const template = await readFile(join(PUBLIC, PAGE), 'utf8');
  const contents = template
    .replace('{{script}}', nameOf(files, '.js'))
    .replace('{{style}}', nameOf(files, '.css'))
    .replace('{{font}}', nameOf(files, '.woff2'));
  return { name: PAGE, contents: Buffer.from(contents) };
}

function nameOf(files: readonly ServedFile[], ending: string): string {
  const file = files.find(({ name }) => name.endsWith(ending));
  if (file === undefined) throw new Error(`The bundle has no ${ending} file`);
  return `/${file.name.replaceAll('\\', '/')}`;
}

/** Under another name first: a page that is loaded meanwhile, or a second build beside this one, sees whole files only. */
async function writeWhole({ name, contents }: ServedFile): Promise<void> {
  const path = join(DIST, name);
  const passing = join(dirname(path), `.${basename(path)}.${process.pid}`);
  await writeFile(passing, contents);
  await rename(passing, path);
}

async function removeOthers(names: ReadonlySet<string>): Promise<void> {
  const present = await readdir(ASSETS);
  const others = present.filter((name) => !name.startsWith('.') && !names.has(join('assets', name)));
  await Promise.all(others.map((name) => rm(join(ASSETS, name), { force: true })));
}

async function readRecord(): Promise<BuildRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(DIST, RECORD), 'utf8')));
  } catch {
    return undefined; // Missing or not ours: both mean to build anew.
  }
}

async function recordOf(paths: readonly string[], sizes: BuildRecord['sizes']): Promise<BuildRecord> {
  const hashes = await Promise.all(
    paths.map(async (path) => [relative(ROOT, path), (await hashOf(path)) ?? ''] as const),
  );
  return { inputs: Object.fromEntries(hashes), sizes };
}

/** A source that is gone is no change: whoever imported it would have changed. (An image need not carry the sources.) */
async function isFresh({ inputs }: BuildRecord): Promise<boolean> {
  const unchanged = await Promise.all(
    Object.entries(inputs).map(async ([path, hash]) => [undefined, hash].includes(await hashOf(join(ROOT, path)))),
  );
  return unchanged.every(Boolean);
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const started = performance.now();
  const { built, sizes } = await buildDashboard();
  for (const [name, bytes] of Object.entries(sizes))
    console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${name}`);
  console.log(`${built ? 'Built' : 'Already up to date'} (${Math.round(performance.now() - started)} ms)`);
}
