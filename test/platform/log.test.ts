import { expect, test } from '@jest/globals';
import { createLogger } from '../../platform/log.ts';

const SECRET = 'sk-this-is-secret';

test.each([
  { apiKey: SECRET },
  { headers: { authorization: `Bearer ${SECRET}` } },
  { request: { headers: { authorization: `Bearer ${SECRET}` } } },
  { config: { adminToken: SECRET } },
  { provider: { apiKey: SECRET } },
  { config: { databaseUrl: `postgres://user:${SECRET}@host/db` } },
  { request: { headers: { 'x-api-key': SECRET } } },
])('a secret never reaches a log: %j', (logged) => {
  const line = logOf(logged);
  expect(line).not.toContain(SECRET);
  expect(line).toContain('[redacted]');
});

test('a log line says which process wrote it, when, how grave and what', () => {
  const line = JSON.parse(logOf({ routes: 3 })) as Record<string, unknown>;
  expect(line).toMatchObject({ name: 'gateway', level: 'info', pid: process.pid, routes: 3, msg: 'told' });
  expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
});

function logOf(what: object): string {
  let written = '';
  const log = createLogger('gateway', { level: 'info' }, { write: (text: string) => void (written += text) });
  log.info(what, 'told');
  return written;
}
