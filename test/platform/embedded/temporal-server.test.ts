import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { readConfig } from '../../../platform/config.ts';
import { freePort } from '../../../platform/embedded/ports.ts';
import { processIdentity } from '../../../platform/embedded/process-identity.ts';
import { findTemporal } from '../../../platform/embedded/temporal-binary.ts';
import { startTemporal, type TemporalServer } from '../../../platform/embedded/temporal-server.ts';
import { connectTemporal } from '../../../platform/temporal.ts';
import { rejectionOf } from '../../support/error-of.ts';
import { runNode } from '../../support/node-process.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

describe('the Temporal of a development stack', () => {
  let program: string;
  let folder: TemporaryFolder;
  let port: number;
  let server: TemporalServer | undefined;

  beforeAll(async () => {
    program = (await findTemporal(readConfig())).path;
  });
  beforeEach(async () => {
    folder = temporaryFolder();
    port = await freePort();
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    folder.delete();
  });

  const start = async (): Promise<TemporalServer> => {
    server = await startTemporal({ program, dataDir: folder.path, port, namespace: 'default' });
    return server;
  };

  test('keeps its workflows when it is stopped and started again', async () => {
    const first = await start();
    await withClient(first.address, (client) =>
      client.workflow.start('release', { workflowId: 'release/kept', taskQueue: 'nobody' }),
    );
    await first.stop();
    const second = await start();
    const status = await withClient(second.address, async (client) => {
      const { status: found } = await client.workflow.getHandle('release/kept').describe();
      return found.name;
    });
    expect(status).toBe('RUNNING');
  });

  test('keeps its workflows when its owner and itself are killed', async () => {
    const owner = runNode('test/platform/fixtures/own-server.ts', ['temporal', folder.path, String(port)]);
    const leftover = Number(await owner.said('started'));
    await withClient(`127.0.0.1:${port}`, (client) =>
      client.workflow.start('release', { workflowId: 'release/kept', taskQueue: 'nobody' }),
    );
    owner.kill('SIGKILL');
    await owner.ended;
    process.kill(leftover, 'SIGKILL');

    const { address } = await start();
    expect(processIdentity(leftover)).toBeUndefined();
    const { workflowId } = await withClient(address, (client) => client.workflow.getHandle('release/kept').describe());
    expect(workflowId).toBe('release/kept');
  });

  test('a server that was left behind is ended before the new one starts', async () => {
    const owner = runNode('test/platform/fixtures/own-server.ts', ['temporal', folder.path, String(port)]);
    const leftover = Number(await owner.said('started'));
    owner.kill('SIGKILL');
    await owner.ended;
    await start();
    expect(processIdentity(leftover)).toBeUndefined();
  });

  test('a program that is no Temporal is told with the end of what it wrote', async () => {
    program = process.execPath;
    const error = await rejectionOf(start());
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(error.message).toMatch(/^Temporal ended \(exit code \d+\)\. The end of .*temporal\.log:\n[^]*server/);
  });
});

test('a Temporal that does not answer is one sentence that says what to check', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const error = await rejectionOf(connectTemporal(readConfig({ TEMPORAL_ADDRESS: address })));
  expect(error).toMatchObject({ code: 'unavailable' });
  expect(error.message).toBe(`Temporal can not be reached at ${address}: check TEMPORAL_ADDRESS and that it runs.`);
});

async function withClient<Result>(address: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = await connectTemporal(readConfig({ TEMPORAL_ADDRESS: address }));
  try {
    return await use(client);
  } finally {
    await client.connection.close();
  }
}
