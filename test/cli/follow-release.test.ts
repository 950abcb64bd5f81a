import { createServer, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiClient } from '../../cli/api-client.ts';
import { followRelease, type ReleaseNews } from '../../cli/watch/follow-release.ts';
import { asReleaseId } from '../../core/ids.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { recordEvent } from '../../store/release-events.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import { ADMIN_TOKEN, startTestControl, type TestControl } from '../control/test-control.ts';
import { givenRelease, givenRoute, rowOf } from '../store/given.ts';
import { waitFor } from '../support/wait-for.ts';

let control: TestControl;
let release: ReleaseRecord;
beforeAll(async () => {
  control = await startTestControl();
  await givenRoute(control.database);
  release = await givenRelease(control.database, asReleaseId('rel_followed'));
});
afterAll(() => control.close());

test('a connection that breaks is taken up again, and no event is missed or told twice', async () => {
  const line = await unreliableLine(Number(new URL(control.url).port));
  const api = createApiClient({ url: line.url, token: ADMIN_TOKEN, actor: 'test' });
  const news: ReleaseNews[] = [];
  const following = (async () => {
    for await (const one of followRelease(api, release.id)) news.push(one);
  })();
  const sequences = () => news.flatMap((one) => (one.kind === 'timeline' ? [one.event.sequence] : []));

  await note(1);
  await waitFor(() => sequences().length === 1, { within: '5s' });
  await line.cut();
  await waitFor(() => news.some(({ kind }) => kind === 'lost'), { within: '5s' });
  await note(2);
  await line.mend();
  await waitFor(() => sequences().length === 2, { within: '10s' });
  await note(3, true);
  await following;

  expect(sequences()).toEqual([1, 2, 3]);
  expect(news.filter(({ kind }) => kind === 'lost' || kind === 'back').map(({ kind }) => kind)).toEqual([
    'lost',
    'back',
  ]);
  expect(news.at(-1)).toMatchObject({ kind: 'end', release: { ending: 'aborted' } });
  await line.cut();
});

test('a release that is not there is told at once', async () => {
  const api = createApiClient({ url: control.url, token: ADMIN_TOKEN, actor: 'test' });
  await expect(followRelease(api, 'rel_nobody').next()).rejects.toThrow('There is no release "rel_nobody"');
});

function note(sequence: number, ended = false): Promise<void> {
  const row = rowOf(release, sequence, ended ? { status: 'aborted' } : {});
  return recordEvent(control.database, { row, type: ended ? 'aborted' : 'advanced', details: {} }, ended);
}

/** A connection to the control plane that can be cut and mended. */
async function unreliableLine(target: number) {
  const port = await freePort();
  const sockets = new Set<Socket>();
  const open = () =>
    createServer((near) => {
      const far = connect(target, '127.0.0.1');
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
  let server = open();
  const mend = (): Promise<void> =>
    new Promise((resolve) => {
      server = open();
      server.listen(port, '127.0.0.1', resolve);
    });
  await mend();
  return {
    url: `http://127.0.0.1:${port}`,
    mend,
    cut: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
