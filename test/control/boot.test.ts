import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { stringify } from 'yaml';
import { applyConfigurationFile } from '../../control/boot-configuration.ts';
import { issueFirstKey } from '../../control/first-key.ts';
import { findRoute } from '../../store/routes.ts';
import { hashKey, listKeys } from '../../store/keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { runNode } from '../support/node-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CONFIG } from './test-control.ts';

let store: TestDatabase;
let told: string[];
const folder = temporaryFolder();
beforeAll(async () => {
  store = await createTestDatabase();
});
beforeEach(() => {
  told = [];
});
afterAll(async () => {
  await store.drop();
  folder.delete();
});

const log = pino({ base: null }, { write: (line: string) => void told.push(line) });

function file(content: unknown): string {
  const path = join(folder.path, 'tidegate.yaml');
  writeFileSync(path, typeof content === 'string' ? content : stringify(content));
  return path;
}

describe('at boot', () => {
  test('the configuration file adds what is not there yet', async () => {
    await applyConfigurationFile(store.database, file(CONFIG), log);
    expect(await findRoute(store.database, 'support-agent')).toMatchObject({ stableVersion: 1 });
    expect(told.join()).toContain('added from the configuration file');
  });

  test('what differs is reported and left alone, so that a restart never undoes a release', async () => {
    const stable = { provider: 'simulated', model: 'an-older-model' };
    await applyConfigurationFile(store.database, file({ ...CONFIG, routes: [{ id: 'support-agent', stable }] }), log);
    expect(await findRoute(store.database, 'support-agent')).toMatchObject({
      stableVersion: 1,
      config: { model: 'sim-large' },
    });
    const [difference] = told.map((line) => JSON.parse(line) as object);
    expect(difference).toMatchObject({ what: 'route', id: 'support-agent', fields: ['model'] });
  });

  test.each([
    ['routes: [', /is not valid YAML/],
    ['routes: [{ id: x }]', /is not valid: routes\[0\]\.stable: /],
  ])('a file that is not valid is one sentence (%s)', async (content, sentence) => {
    await expect(applyConfigurationFile(store.database, file(content), log)).rejects.toThrow(sentence);
  });

  test('the key of the environment is issued once, and one that was revoked stays so', async () => {
    await issueFirstKey(store.database, 'tg-from-the-environment');
    await issueFirstKey(store.database, 'tg-from-the-environment');
    const keys = await listKeys(store.database, { limit: 10 });
    expect(keys.map(({ id }) => id)).toEqual([`key_${hashKey('tg-from-the-environment').slice(0, 12)}`]);
  });

  test('a control plane that lacks its database or its token says so and ends', async () => {
    const none = { DATABASE_URL: '', TIDEGATE_ADMIN_TOKEN: 'tga-token-of-some-length' };
    const withoutDatabase = runNode('control/main.ts', [], none);
    expect(await withoutDatabase.ended).toBe(1);
    expect(withoutDatabase.output()).toContain('DATABASE_URL is not set');
    const withoutToken = runNode('control/main.ts', [], { DATABASE_URL: store.url, TIDEGATE_ADMIN_TOKEN: '' });
    expect(await withoutToken.ended).toBe(1);
    expect(withoutToken.output()).toContain('TIDEGATE_ADMIN_TOKEN is not set');
  });
});
