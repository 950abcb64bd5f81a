#!/usr/bin/env node
// Starts the `tidegate` command with the Node that tidegate needs: this one when it is new enough,
// else the one that npm installed beside the dependencies. Written for Node 20.20 and newer.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 24;
const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, 'main.ts');

if (!existsSync(join(here, '..', 'node_modules'))) await import('../scripts/ensure-installed.cjs');
if (process.env.npm_lifecycle_event === 'npx') endWithParent();
if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) {
  process.argv[1] = main;
  await import('./main.ts');
} else {
  runWith(installedNode());
}

function installedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(here, '..', 'node_modules', 'node', 'bin', name);
  if (existsSync(path)) return path;
  console.error(
    `tidegate needs Node ${OLDEST_NODE}; this is ${process.version}. Run \`npm ci\` first: it brings that Node along.`,
  );
  process.exit(1);
}

function runWith(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** npx puts a shell between itself and this process, and a signal that ends npx ends the shell alone. */
function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}
