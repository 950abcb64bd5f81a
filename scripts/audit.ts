// Whether a package that is given out with tidegate has a known weakness of a high degree. A registry that does not answer
// is no failure: then nothing is known, and the line says so.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

interface Report {
  readonly error?: unknown;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}

const WITHIN_MS = 20_000;
const SEVERE = new Set(['high', 'critical']);

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--fetch-retries=0'], {
  cwd: join(import.meta.dirname, '..'),
  encoding: 'utf8',
  timeout: WITHIN_MS,
  shell: process.platform === 'win32',
});
const { vulnerabilities } = parsed(stdout);
if (vulnerabilities === undefined) console.log('The registry gave no audit: nothing is known of weaknesses.');
const severe = Object.entries(vulnerabilities ?? {}).filter(([, { severity }]) => SEVERE.has(severity));
for (const [name, { severity, range }] of severe) console.error(`${name} ${range}: a known weakness (${severity})`);
process.exitCode = severe.length === 0 ? 0 : 1;

function parsed(text: string | null): Report {
  try {
    return JSON.parse(text ?? '') as Report;
  } catch {
    return {};
  }
}
