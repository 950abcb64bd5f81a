import type { IssuedKey } from '../../control/api/schemas/key.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { asReleaseId } from '../../core/ids.ts';
import { recordEvent } from '../../store/release-events.ts';
import { acceptRelease } from '../../store/releases.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { rowOf } from '../store/given.ts';
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

function file(name: string, content: unknown): string {
  const path = join(folder.path, name);
  writeFileSync(path, typeof content === 'string' ? content : stringify(content));
  return path;
}

const changed = { ...CONFIG, routes: [{ id: 'support-agent', stable: { provider: 'simulated', model: 'sim-small' } }] };

describe('apply', () => {
  test('a dry run shows the difference and changes nothing', async () => {
    const { code, stdout } = await tidegate('apply', '-f', file('changed.yaml', changed), '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('~ route support-agent would be changed past the release process');
    expect(stdout).toContain('- "sim-large"');
    expect(stdout).toContain('+ "sim-small"');
    expect((await control.call('getRoute', { params: { routeId: 'support-agent' } })).body.stableVersion).toBe(1);
  });

  test('a file that would skip the release process of a live route says so and asks for --force', async () => {
    const { code, stderr } = await tidegate('apply', '-f', file('changed.yaml', changed));
    expect(code).toBe(1);
    expect(stderr).toMatch(/live route "support-agent" \(model\).*release start --route support-agent.*--force/);
    expect((await tidegate('apply', '-f', file('changed.yaml', changed), '--force')).stdout).toContain('was changed');
    expect((await tidegate('apply', '-f', file('changed.yaml', changed))).stdout).toContain(
      'support-agent is the same',
    );
  });

  test('a fault in a file is told with its line', async () => {
    const path = file('fault.yaml', 'routes:\n  - id: x\n    stable:\n      provider: p\n      model: 7\n');
    expect((await tidegate('apply', '-f', path)).stderr).toMatch(/fault\.yaml:5: routes\[0\]\.stable\.model: /);
    const broken = file('broken.yaml', 'routes:\n  - id: x\n  stable: [');
    expect((await tidegate('apply', '-f', broken)).stderr).toMatch(/broken\.yaml:3: not valid YAML: /);
    expect((await tidegate('apply', '-f', '/nowhere.yaml')).stderr).toBe(
      'Error: /nowhere.yaml cannot be read: check the path.\n',
    );
  });
});

describe('a script', () => {
  test('gets JSON of every command that answers', async () => {
    const commands = [
      ['route', 'list'],
      ['route', 'get', 'support-agent'],
      ['release', 'list'],
      ['key', 'list'],
      ['key', 'issue', 'ci'],
      ['traces', '--route', 'support-agent', '--version', '1'],
      ['audit', 'list'],
      ['audit', 'verify'],
      ['doctor'],
    ];
    for (const command of commands) {
      const { stdout, stderr } = await tidegate(...command, '--json');
      expect([command, stderr]).toEqual([command, '']);
      expect(() => void JSON.parse(stdout)).not.toThrow();
    }
  });

  test('gets no colours and no cursor movements in a pipe', async () => {
    const { stdout } = await tidegate('route', 'get', 'support-agent');
    expect(stdout).toContain('sim-');
    expect(stdout).not.toContain('\u001B');
  });

  test('issues, rotates and ends a key', async () => {
    const options = ['--limit', '60-requests/minute', '2.5-usd/day', '--label', 'plan=free', '--expires', '90d'];
    const issued = JSON.parse((await tidegate('key', 'issue', 'batch', ...options, '--json')).stdout) as IssuedKey;
    expect(issued.labels).toEqual({ plan: 'free' });
    expect(issued.limits.map(({ id, max }) => [id, max])).toEqual([
      ['requests-per-minute', 60],
      ['usd-per-day', 2.5],
    ]);
    const rotated = await tidegate('key', 'rotate', issued.id, '--grace', '1h');
    expect(rotated.stdout).toMatch(/tg_[\s\S]*valid until/);
    expect(rotated.stdout).not.toContain(issued.secret);
    expect((await tidegate('key', 'list')).stdout).toMatch(/60 requests\/minute, 2.5 usd\/day.*valid until/);
    expect((await tidegate('key', 'expire', issued.id, '--in', '0s')).stdout).toContain('expired');
    expect((await tidegate('key', 'issue', 'x', '--limit', '60/s')).stderr).toContain('write AMOUNT-MEASURE/WINDOW');
  });

  test('issues a token with a role, which works from TIDEGATE_TOKEN until it is revoked', async () => {
    const issued = JSON.parse(
      (await tidegate('token', 'issue', 'vi@example.com', '--role', 'viewer', '--json')).stdout,
    ) as {
      id: string;
      secret: string;
    };
    const mine = { ...towards(control.url), TIDEGATE_TOKEN: issued.secret };
    expect((await runCli(['route', 'list'], mine)).stdout).toContain('support-agent');
    expect((await runCli(['route', 'rollback', 'support-agent'], mine)).stderr).toContain(
      'this takes operator or admin',
    );
    expect((await tidegate('token', 'list')).stdout).toMatch(/vi@example\.com +viewer +all .*valid/);
    expect((await tidegate('token', 'revoke', issued.id)).stdout).toContain('is revoked');
    expect((await runCli(['route', 'list'], mine)).stderr).toContain('unknown, expired or revoked');
    expect((await tidegate('token', 'issue', 'x', '--role', 'king')).stderr).toContain('Allowed choices are viewer');
  });

  test('freezes a route and everything, lists what is frozen, and ends it', async () => {
    const frozen = await tidegate('freeze', '--route', 'support-agent', '--for', '2h', '--reason', 'launch day');
    expect(frozen.stdout).toMatch(/support-agent until .*launch day: no release starts/);
    expect((await tidegate('release', 'start', '--route', 'support-agent', '--model', 'x')).stderr).toContain(
      'is frozen by',
    );
    expect((await tidegate('freeze', '--json')).code).toBe(0);
    expect((await tidegate('freeze', 'list')).stdout).toMatch(/all +.*\n.*support-agent/);
    const listed = JSON.parse((await tidegate('freeze', 'list', '--json')).stdout) as object[];
    expect(listed).toMatchObject([{ route: null }, { route: 'support-agent', reason: 'launch day' }]);
    expect((await tidegate('unfreeze')).stdout).toMatch(/ended[^]*Still frozen: support-agent/);
    expect((await tidegate('unfreeze', '--route', 'support-agent')).stdout).not.toContain('Still frozen');
    expect((await tidegate('unfreeze')).stderr).toContain('There is no freeze of all routes');
  });

  test('exports the record, checks it here and in the file, and holds it to what was noted', async () => {
    const exported = await tidegate('audit', 'export');
    const kept = join(folder.path, 'audit.jsonl');
    writeFileSync(kept, exported.stdout);
    const checked = await tidegate('audit', 'verify', '--file', kept);
    const noted = /--noted (\S+)/.exec(checked.stdout)?.[1] ?? '';
    expect((await tidegate('audit', 'verify', '--noted', noted)).code).toBe(0);
    const wrong = await tidegate('audit', 'verify', '--noted', `1:${'f'.repeat(64)}`);
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.stdout).toContain('written anew');
    writeFileSync(kept, exported.stdout.replace('"actor\\\":', '"ACTOR\\\":'));
    expect((await tidegate('audit', 'verify', '--file', kept)).code).toBe(1);
    expect((await tidegate('audit', 'verify', '--noted', 'x')).code).toBe(2);
  });

  test('stands in the record as who runs it', async () => {
    await tidegate('route', 'rollback', 'support-agent', '--reason', 'angry customers');
    const [entry] = (await control.call('listAudit', { query: { subject: 'route/support-agent' } })).body.items;
    expect(entry).toMatchObject({ action: 'route.rollback', reason: 'angry customers' });
    expect(entry?.actor).not.toBe('admin');
  });
});

describe('what goes wrong is one sentence on stderr, and an exit code', () => {
  test.each([
    [
      'an unknown route',
      ['route', 'get', 'nobody'],
      1,
      /^Error: There is no route "nobody": see tidegate route list\n$/,
    ],
    [
      'an unknown release',
      ['release', 'abort', 'rel_x'],
      1,
      /^Error: There is no release "rel_x": see tidegate release list\n$/,
    ],
    [
      'a route without a release',
      ['release', 'abort', 'support-agent'],
      1,
      /^Error: Route "support-agent" has no release: see tidegate release list\n$/,
    ],
    ['a release of nothing', ['release', 'start'], 1, /^Error: Name the route: --route ROUTE, or -f FILE/],
    [
      'an unknown model provider',
      ['release', 'start', '--route', 'support-agent', '--provider', 'x'],
      1,
      /no provider "x": use one of simulated/,
    ],
    ['an unknown option', ['route', 'list', '--bogus'], 2, /unknown option '--bogus'/],
    ['an unknown command', ['rout'], 2, /unknown command 'rout'/],
    ['a limit that is too high', ['audit', 'list', '--limit', '500'], 2, /it must be at most 200/],
    ['an argument that is missing', ['release', 'get'], 2, /missing required argument 'release'/],
  ])('%s', async (_what, parameters, code, sentence) => {
    const result = await tidegate(...parameters);
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr).not.toMatch(/ {4}at /);
    expect(result).toMatchObject({ code, stdout: '' });
  });

  test('a token that is not valid, and none', async () => {
    const wrong = { ...towards(control.url), TIDEGATE_ADMIN_TOKEN: 'not-the-token-of-this-stack' };
    expect((await runCli(['route', 'list'], wrong)).stderr).toBe(
      'Error: The token is not valid (unknown, expired or revoked): see TIDEGATE_TOKEN\n',
    );
    const none = { TIDEGATE_CONTROL_URL: control.url, TIDEGATE_DATA_DIR: folder.path };
    expect((await runCli(['route', 'list'], none)).stderr).toMatch(
      /^Error: No token: set TIDEGATE_TOKEN or TIDEGATE_ADMIN_TOKEN/,
    );
  });

  test('a control plane that is away, and one that is none', async () => {
    const away = towards(`http://127.0.0.1:${await freePort()}`);
    expect((await runCli(['route', 'list'], away)).stderr).toMatch(
      /^Error: The control plane cannot be reached at http.*: start a stack with "tidegate up" \(npm start\), or set TIDEGATE_CONTROL_URL\n$/,
    );
    const gateway = `http://127.0.0.1:${await freePort()}`;
    const { stdout } = await runCli(['doctor'], { ...away, TIDEGATE_GATEWAY_URL: gateway });
    expect(stdout).toMatch(/control plane +nothing answers .* start a stack with tidegate up/);
  });

  test('an environment that is wrong', async () => {
    expect((await runCli(['route', 'list'], { TIDEGATE_CONTROL_PORT: '0' })).stderr).toBe(
      'Error: TIDEGATE_CONTROL_PORT must be a port between 1 and 65535, not "0".\n',
    );
  });
});

describe('release watch', () => {
  test.each([
    ['completed', 0],
    ['rolled_back', 3],
    ['aborted', 4],
  ] as const)('a release that ended %s ends it with %i', async (ending, code) => {
    const id = asReleaseId(`rel_${ending}`);
    const spec = releaseSpecSchema.parse({ route: 'support-agent', candidate: { model: ending } });
    const release = await acceptRelease(control.database, {
      id,
      spec,
      workflowId: 'release/support-agent',
      firstStage: 'shadow',
      requestedBy: 'ada',
    });
    await recordEvent(control.database, { row: rowOf(release, 1), type: 'started', details: {} }, false);
    const watching = tidegate('release', 'watch', id);
    const row = rowOf(release, 2, { status: ending, reason: `it ended ${ending}` });
    await recordEvent(control.database, { row, type: ending, details: {} }, true);
    const result = await watching;
    expect(result.stdout).toContain('first step of the plan');
    expect(result.stdout).toContain(`it ended ${ending}`);
    expect(result.code).toBe(code);
  });
});
