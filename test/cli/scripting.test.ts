import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { configFileSchema } from '../../core/config-schema.ts';
import { CONFIG, startTestControl, type TestControl } from '../control/test-control.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type CliResult, runCli, towards } from './run-cli.ts';

let control: TestControl;
const folder = temporaryFolder();
beforeAll(async () => {
  control = await startTestControl();
  await control.call('applyConfiguration', { body: CONFIG });
});
afterAll(async () => {
  folder.delete();
  await control.close();
});
const tidegate = (...parameters: string[]): Promise<CliResult> => runCli(parameters, towards(control.url));

describe('init', () => {
  test('writes a file that is valid as it is, and never over one that is there', async () => {
    const path = join(folder.path, 'tidegate.yaml');
    expect(await tidegate('init', path, '--dry-run')).toMatchObject({ code: 0 });
    expect(existsSync(path)).toBe(false);
    expect(await tidegate('init', path)).toMatchObject({ code: 0, stdout: expect.stringContaining('is written') });
    const text = readFileSync(path, 'utf8');
    expect(configFileSchema.parse(parse(text)).routes).toHaveLength(1);
    const again = await tidegate('init', path);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is there already: name another file')]);
  });

  test('shows settings that are valid too, once they are not comments any more', async () => {
    const { stdout } = await tidegate('init', '--dry-run');
    const [, ...lines] = stdout.split('\n');
    const shown = lines
      .filter((line) => !line.startsWith('# limits:'))
      .map((line) => line.replace(/^( *)# (?= *(?:- |[A-Za-z0-9-]+:))/, '$1'))
      .join('\n');
    const config = configFileSchema.parse(parse(shown));
    expect(config.routes[0]?.policy?.approvals).toHaveLength(1);
    expect(config.notifications).toHaveLength(1);
  });
});

describe('a dry run', () => {
  const changes = () => control.database<{ count: number }[]>`SELECT count(*)::int AS count FROM audit`;
  test.each([
    ['freeze', '--route', 'support-agent'],
    ['route', 'rollback', 'support-agent', '--to', '1'],
    ['release', 'abort', 'rel_1', '--reason', 'why'],
    ['key', 'issue', 'checkout'],
    ['token', 'revoke', 'tok_1'],
  ])('of %s %s says what would be sent, and changes nothing', async (...parameters) => {
    const [before] = await changes();
    const { code, stdout } = await tidegate(...parameters, '--dry-run');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Would send POST \/api\/v1\/[\s\S]*Nothing was changed\.\n$/),
    ]);
    const [after] = await changes();
    expect(after).toEqual(before);
  });

  test('of a start says what the release would come to, the approvals of its route included', async () => {
    const policy = { approvals: [{ on: ['model'], role: 'approver' }] };
    await control.call('setRoutePolicy', { params: { routeId: 'support-agent' }, body: { policy } });
    const started = ['release', 'start', '--route', 'support-agent', '--model', 'sim-small', '--dry-run'];
    const { code, stdout } = await tidegate(...started);
    expect(code).toBe(0);
    expect(stdout).toContain('1 before shadow by approver (asked for by the policy)');
    expect(stdout).toContain('It could start now.');
    expect((await control.call('listReleases')).body.items).toEqual([]);
  });
});

describe('completion', () => {
  test.each([
    ['tidegate rel', 'release'],
    ['tidegate release st', 'start'],
    ['tidegate release start --mo', '--model'],
    ['tidegate freeze --rea', '--reason'],
  ])('in bash, %s is completed to %s', async (line, word) => {
    const script = join(folder.path, 'completion.bash');
    writeFileSync(script, (await tidegate('completion', 'bash')).stdout);
    const words = line.split(' ');
    const call = `. ${script}; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _tidegate; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', call], { encoding: 'utf8' }).trim()).toBe(word);
  });

  test.each(['zsh', 'fish'])('there is one for %s with every command', async (shell) => {
    const { code, stdout } = await tidegate('completion', shell);
    expect(code).toBe(0);
    for (const word of ['release', 'rollback', 'completion', 'promote']) expect(stdout).toContain(word);
  });

  test('for another shell there is none', async () => {
    expect((await tidegate('completion', 'tcsh')).code).toBe(2);
  });
});

describe('what is wrong is said once, where it is', () => {
  test('a route that is not there', async () => {
    const { code, stderr } = await tidegate('release', 'start', '--route', 'nope', '--model', 'x');
    expect(code).toBe(1);
    expect(stderr.match(/There is no route "nope"/g)).toHaveLength(1);
  });

  test('a field of a file that nobody knows, at its own line', async () => {
    const path = join(folder.path, 'unknown.yaml');
    writeFileSync(path, '# a comment\nproviders: []\n\nroutez:\n  - id: x\n');
    const { stderr } = await tidegate('apply', '-f', path);
    expect(stderr).toContain(`${path}:4: Unrecognized key: "routez"`);
  });

  test('a duration that is none, in one sentence', async () => {
    const stable = { ...CONFIG.routes[0].stable, cache: { mode: 'exact', ttl: 'soon' } };
    const answer = await control.call('applyConfiguration', {
      body: { ...CONFIG, routes: [{ id: 'support-agent', stable }] },
    });
    expect(answer.problem.errors).toHaveLength(1);
  });
});
