import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../support/wait-for.ts';
import { ROOT } from './documents.ts';

/*
 * A guide as its reader follows it: files are written, commands typed, in the order of the page.
 *
 *   ```yaml, first line `# NAME`      the file NAME, as is each block with `file=NAME`
 *   ```sh                             typed; every block has to end well
 *   ```sh stays                       typed into a terminal of its own, and stays
 *   ```sh elsewhere                   not typed here: needs what is no part of a development stack
 *   ```text                           each line was in what the commands since the start of the page said
 */

export interface Step {
  readonly kind: 'file' | 'run' | 'stay' | 'expect';
  readonly name?: string;
  readonly text: string;
}

export function stepsOf(markdown: string): Step[] {
  return [...markdown.matchAll(/^```(\w+)([^\n]*)\n([^]*?)^```/gm)].flatMap(
    ([, language, rest = '', text = '']): Step[] => {
      const name =
        /file=(\S+)/.exec(rest)?.[1] ?? (language === 'yaml' ? /^# (\S+\.ya?ml)\n/.exec(text)?.[1] : undefined);
      if (name !== undefined) return [{ kind: 'file', name, text }];
      if (rest.includes('elsewhere')) return [];
      if (language === 'sh') return [{ kind: rest.includes('stays') ? 'stay' : 'run', text }];
      return language === 'text' ? [{ kind: 'expect', text }] : [];
    },
  );
}

export const readGuide = (path: string): Step[] => stepsOf(readFileSync(join(ROOT, path), 'utf8'));

export interface Terminal {
  /** Follows one page in a folder of its own, and says what all its commands said. */
  follow(steps: readonly Step[], folder: string): Promise<string>;
  close(): Promise<void>;
}

/** `here` makes of what a page says what it is on this machine: other ports, another provider. */
export function openTerminal(
  environment: NodeJS.ProcessEnv,
  scratch: string,
  here: (text: string) => string,
): Terminal {
  const bin = programs(join(scratch, 'bin'));
  const staying: ChildProcess[] = [];
  const env = { ...environment, PATH: `${bin}:${environment['PATH'] ?? ''}` };
  /** What a block exports, the next ones have: of later pages too, as in one shell. */
  const session = join(scratch, 'session.sh');
  writeFileSync(session, '');
  const script = (text: string): string => `. ${session}\n${here(text)}\nexport -p > ${session}\n`;

  async function stay(text: string, cwd: string): Promise<string> {
    const child = spawn(
      'bash',
      ['--norc', '-euc', `. ${session}\n${here(text).replace(/^([A-Z_]+=\S+ )*/, '$&exec ')}`],
      {
        cwd,
        env,
      },
    );
    staying.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
    await waitFor(() => said.includes('tidegate runs.'), {
      within: '240s',
      what: `"tidegate runs." of ${text} (${said})`,
    });
    return said;
  }

  return {
    async follow(steps, folder) {
      mkdirSync(folder, { recursive: true });
      let said = '';
      for (const { kind, name = '', text } of steps) {
        if (kind === 'file') writeFileSync(join(folder, name), here(text));
        else if (kind === 'stay') said += await stay(text, folder);
        else if (kind === 'run') said += await run(script(text), folder, env);
        else expectSaid(said, text);
      }
      return said;
    },
    async close() {
      const ended = staying.map((child) => new Promise((resolve) => child.once('close', resolve)));
      for (const child of staying) child.kill('SIGTERM');
      await Promise.all(ended);
    },
  };
}

/** @throws Error with all that was said, where a command failed */
function run(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'bash',
      ['--norc', '-euo', 'pipefail', '-c', script],
      { cwd, env, timeout: 120_000 },
      (error, stdout, stderr) => {
        if (error === null) resolve(`${stdout}${stderr}`);
        else reject(new Error(`${script}\nfailed: ${error.message}\n${stdout}${stderr}`));
      },
    );
  });
}

function expectSaid(said: string, text: string): void {
  const squeezed = said.replaceAll(/\s+/g, ' ');
  const missing = text.split('\n').filter((line) => !squeezed.includes(line.trim().replaceAll(/\s+/g, ' ')));
  if (missing.length > 0) throw new Error(`The page promises "${missing.join('", "')}", but this was said:\n${said}`);
}

/** `npx tidegate` and `npm start` of this checkout, by their names. */
function programs(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const node = `exec "${process.execPath}"`;
  write(
    'npx',
    `[ "$1" = tidegate ] || { echo "unknown: npx $*" >&2; exit 1; }\nshift\n${node} "${ROOT}/cli/main.ts" "$@"`,
  );
  write('npm', `[ "$*" = start ] || { echo "unknown: npm $*" >&2; exit 1; }\n${node} "${ROOT}/cli/main.ts" up`);
  return folder;
}
