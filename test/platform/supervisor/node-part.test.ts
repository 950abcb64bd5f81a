import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '../../../platform/embedded/ports.ts';
import { processIdentity } from '../../../platform/embedded/process-identity.ts';
import { nodePart } from '../../../platform/supervisor/node-part.ts';
import { rejectionOf } from '../../support/error-of.ts';
import { type NodeProcess, runNode } from '../../support/node-process.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

const runs = (pid: number): boolean => processIdentity(pid) !== undefined;

describe('the processes of a supervisor', () => {
  let folder: TemporaryFolder;
  let url: string;
  let supervisor: NodeProcess;
  let children: readonly number[];

  beforeEach(async () => {
    folder = temporaryFolder();
    const [port, besidePort] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    supervisor = runNode('test/platform/fixtures/own-parts.ts', [folder.path, String(port), String(besidePort)]);
    children = (await supervisor.said('started')).split(' ').map(Number);
  });
  afterEach(async () => {
    supervisor.kill('SIGKILL');
    await supervisor.ended;
    await waitFor(() => !children.some(runs), { within: '20s' });
    folder.delete();
  });

  test('that are replicas share one port', async () => {
    const [one, two] = children;
    const seen = new Set<number>();
    await waitFor(
      async () => {
        seen.add(Number(await (await fetch(url)).text()));
        return seen.size === 2;
      },
      { within: '20s', what: 'an answer of both replicas' },
    );
    expect(seen).toEqual(new Set([one, two]));
  });

  test('serve on while one replica is killed and started again', async () => {
    const [one = 0] = children;
    process.kill(one, 'SIGKILL');
    expect(await supervisor.said('trouble')).toBe('replica-1 ended (SIGKILL) and is started again.');
    await waitFor(async () => ![...children].includes(Number(await (await fetch(url)).text())), {
      within: '10s',
      what: 'an answer of the new replica',
    });
  });

  test('end by themselves when the supervisor is killed', async () => {
    supervisor.kill('SIGKILL');
    await waitFor(() => !children.some(runs), { within: '20s', what: 'the end of every child' });
  });

  test('end at once when they are told to, though the Ctrl-C of the terminal reached them before', async () => {
    for (const pid of children) process.kill(pid, 'SIGINT');
    supervisor.kill('SIGTERM');
    await supervisor.said('stopped', '18s'); // by SIGKILL after 20 s, were the signal lost
  });

  test('end in order when the supervisor is told to stop', async () => {
    supervisor.kill('SIGTERM');
    await supervisor.said('stopped');
    expect(await supervisor.ended).toBe(0);
    expect(children.some(runs)).toBe(false);
    expect(supervisor.output()).not.toContain('trouble');
  });
});

test('a process that can not start is told with the end of its log', async () => {
  const folder = temporaryFolder();
  const part = nodePart({
    name: 'worker',
    main: 'test/platform/fixtures/echo-server.ts',
    dataDir: folder.path,
    environment: { FIXTURE_BEHAVIOUR: 'broken' },
  });
  const error = await rejectionOf(part.start());
  expect(error).toMatchObject({ code: 'unavailable' });
  expect(error.message).toMatch(/^The worker ended before it was ready \(exit code 1\)\. The end of .*worker\.log:\n/);
  expect(error.message).toContain('the fixture is broken');
  folder.delete();
});
