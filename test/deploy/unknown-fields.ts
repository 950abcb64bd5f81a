import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ROOT } from './compose-file.ts';
import type { Manifest } from './manifests.ts';

/**
 * What the compiler says of manifests written down as literals of their types. The schemas of Kubernetes let every field
 * pass that they do not know; a server would refuse it, or worse, leave it out.
 */
export function unknownFields(manifests: readonly Pick<Manifest, 'apiVersion' | 'kind'>[]): string {
  const folder = temporaryFolder();
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'), 'dir');
    writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder.path, 'manifests.ts'), manifests.map(asLiteral).join('\n'));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--pretty', 'false'];
    const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), [...options, 'manifests.ts'], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    return `${tsc.stdout}${tsc.stderr}`;
  } finally {
    folder.delete();
  }
}

function asLiteral(manifest: Pick<Manifest, 'apiVersion' | 'kind'>): string {
  const type = `import('kubernetes-models/${manifest.apiVersion}').I${manifest.kind}`;
  return `void (${JSON.stringify(manifest)} satisfies ${type});`;
}
