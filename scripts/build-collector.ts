import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readConfig } from '../platform/config.ts';
import { collectorPath } from './collector-path.ts';

/* Builds the OpenTelemetry Collector that tools/otelcol pins, for the tests of what is exported. Go is needed. */

const path = collectorPath(readConfig().cacheDir);
mkdirSync(dirname(path), { recursive: true });
const unfinished = `${path}.${process.pid}.unfinished`;
const { status } = spawnSync('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', unfinished, '.'], {
  cwd: join(import.meta.dirname, '..', 'tools', 'otelcol'),
  stdio: 'inherit',
});
if (status !== 0) throw new Error('go build failed: is Go installed, and can its modules be had?');
renameSync(unfinished, path);
console.log(path);
