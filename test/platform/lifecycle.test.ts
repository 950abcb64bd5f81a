import { describe, expect, test } from '@jest/globals';
import { freePort } from '../../platform/embedded/ports.ts';
import { type NodeProcess, runNode } from '../support/node-process.ts';
import { waitFor } from '../support/wait-for.ts';

/** A process that ends in order only when the last of its answers is out. */
async function givenServer(behaviour = ''): Promise<{ readonly server: NodeProcess; readonly url: string }> {
  const port = String(await freePort());
  const server = runNode('test/platform/fixtures/echo-server.ts', [], {
    FIXTURE_PORT: port,
    FIXTURE_BEHAVIOUR: behaviour,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${url}/ready`)).ok, { within: '20s' });
  return { server, url };
}

describe('a process that is told to end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s answers what it has taken on first', async (signal) => {
    const { server, url } = await givenServer();
    const answer = fetch(`${url}/slow`);
    await waitFor(() => server.output().includes('slow'), { within: '20s' });
    server.kill(signal);
    expect((await answer).status).toBe(200);
    expect(await server.ended).toBe(0);
  });

  test('takes the Ctrl-C of the terminal and the one that npm passes on as one', async () => {
    const { server, url } = await givenServer();
    const answer = fetch(`${url}/slow`);
    await waitFor(() => server.output().includes('slow'), { within: '20s' });
    server.kill('SIGINT');
    server.kill('SIGINT');
    expect((await answer).status).toBe(200);
    expect(await server.ended).toBe(0);
  });

  test('does not wait for ever', async () => {
    const { server } = await givenServer('never-ends');
    server.kill('SIGTERM');
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain('not ended within');
  });
});
