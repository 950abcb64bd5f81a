import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { runNode } from '../support/node-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';

const RELEASE = 'docs/examples/release.yaml';
const BATCHES = 'docs/examples/batches.jsonl';
const folder = temporaryFolder();
afterAll(() => folder.delete());

const backtest = (...parameters: string[]): Promise<CliResult> => runCli(['backtest', ...parameters], {});

function verdicts(text: string, run: string): string[] {
  const lines = text.trim().split('\n');
  const said = lines.map((line) => JSON.parse(line) as { run: string; verdict: string });
  return said.filter((line) => line.run === run).map((line) => line.verdict);
}

describe('backtest', () => {
  test('answers the documented example by standard input, one verdict a line', async () => {
    const process = runNode('cli/main.ts', ['backtest', '-f', RELEASE], {}, readFileSync(BATCHES, 'utf8'));
    expect(await process.ended).toBe(0);
    expect(verdicts(process.output(), 'monday')).not.toContain('rollback');
    expect(verdicts(process.output(), 'tuesday').at(-1)).toBe('rollback');
    expect(process.output().trim().split('\n')).toHaveLength(12);
  });

  test('tells scripts of a rollback when they ask for it', async () => {
    expect((await backtest('-f', RELEASE, BATCHES)).code).toBe(0);
    expect((await backtest('-f', RELEASE, BATCHES, '--exit-code')).code).toBe(3);
  });

  test('a line that can not be read ends it, after the verdicts of those before', async () => {
    const path = join(folder.path, 'bad.jsonl');
    writeFileSync(path, `${readFileSync(BATCHES, 'utf8').split('\n')[0]}\n\n{"weight": 0.1}\n`);
    const { code, stdout, stderr } = await backtest('-f', RELEASE, path);
    expect(code).toBe(1);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^Error: Line 3 is not a batch: atSeconds: .*\n$/);
  });

  test('files that are not there are named', async () => {
    expect((await backtest('-f', RELEASE, '/nowhere.jsonl')).stderr).toBe(
      'Error: /nowhere.jsonl cannot be read: check the path.\n',
    );
    expect((await backtest('-f', '/nowhere.yaml', BATCHES)).stderr).toContain('/nowhere.yaml cannot be read');
  });
});
