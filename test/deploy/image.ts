import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { builtForImage, copiedIntoImage, ROOT } from './compose-file.ts';

/** A folder with exactly the files that the image has under /app; only the dependencies are those of the checkout. */
export async function layImage(): Promise<TemporaryFolder> {
  const folder = temporaryFolder();
  const build = temporaryFolder();
  const paths = copiedIntoImage();
  for (const target of [folder.path, build.path]) {
    symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'), 'dir');
  }
  for (const path of paths) copy(path, ROOT, folder.path);
  for (const path of [...paths, 'dashboard', 'package-lock.json']) copy(path, ROOT, build.path);
  for (const script of builtForImage()) await promisify(execFile)(process.execPath, [script], { cwd: build.path });
  for (const made of ['dashboard/dist', 'worker/workflow-bundle.js']) copy(made, build.path, folder.path);
  build.delete();
  return folder;
}

function copy(path: string, from: string, to: string): void {
  mkdirSync(dirname(join(to, path)), { recursive: true });
  cpSync(join(from, path), join(to, path), { recursive: true });
}
