// `npm run check`: every static check, all of them even when one fails, one line each and the output of those that failed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

interface Result {
  readonly check: Check;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

const ROOT = join(import.meta.dirname, '..');
const SOURCES = [
  'activities',
  'bench',
  'cli',
  'client',
  'control',
  'core',
  'dashboard',
  'gateway',
  'platform',
  'scripts',
  'simulator',
  'store',
  'test',
  'worker',
  'workflows',
];

/** What a check remembers from one run to the next: only what has changed is looked at again. */
const CACHE = 'node_modules/.cache/tidegate-check';

const CHECKS: readonly Check[] = [
  { name: 'types (tsc)', command: ['tsc', '-p', '.', '--incremental', '--tsBuildInfoFile', `${CACHE}/tsc.json`] },
  { name: 'types of the dashboard (tsc)', command: ['tsc', '-p', 'dashboard/src'] },
  { name: 'generated client (npm run client)', command: ['node', 'scripts/api-client.ts', '--check'] },
  { name: 'lint (oxlint, type-aware)', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  {
    name: 'format (prettier)',
    command: ['prettier', '--check', '--log-level', 'warn', '--cache', '--cache-strategy', 'content', '.'],
  },
  {
    name: 'dependency direction (dependency-cruiser)',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', ...SOURCES],
  },
  { name: 'unused code (knip)', command: ['knip', '--no-progress', '--no-config-hints'] },
  { name: 'rights of tables', command: ['node', 'scripts/table-rights.ts'] },
  { name: 'licences of packages', command: ['node', 'scripts/licences.ts'] },
  { name: 'known weaknesses of packages (where the registry tells)', command: ['node', 'scripts/audit.ts'] },
];

let failed = 0;
for (const check of CHECKS) {
  const result = await run(check);
  report(result);
  if (!result.passed) failed += 1;
}
console.log(failed === 0 ? `All ${CHECKS.length} checks passed.` : `${failed} of ${CHECKS.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;

function run(check: Check): Promise<Result> {
  const started = performance.now();
  const [program, ...parameters] = check.command;
  // A string for the shell, because npm's programs are .cmd files on Windows; nothing in it comes from outside.
  const child = spawn([program, ...parameters].join(' '), { cwd: ROOT, shell: true, env: withInstalledPrograms() });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ check, passed: code === 0, output, seconds: (performance.now() - started) / 1000 });
    });
  });
}

function report({ check, passed, output, seconds }: Result): void {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${check.name} (${seconds.toFixed(1)} s)`);
  if (!passed) console.log(output.trimEnd().replace(/^/gm, '    '));
}

function withInstalledPrograms(): NodeJS.ProcessEnv {
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}${separator}${process.env['PATH'] ?? ''}` };
}
