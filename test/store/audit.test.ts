import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { appendAudit, exportAudit, listAudit, verifyAudit, verifyLinks } from '../../store/audit.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
  const entries = Array.from({ length: 40 }, (_, index) => `change ${index}`);
  await Promise.all(
    entries.map((reason) =>
      store.database.begin((transaction) =>
        appendAudit(transaction, { actor: 'ada', action: 'route.change', subject: 'route/a', reason }),
      ),
    ),
  );
});
afterAll(() => store.drop());

test('entries appended at the same time form one whole chain', async () => {
  expect(await verifyAudit(store.database)).toMatchObject({ intact: true, entries: 40 });
});

test('the record refuses to be changed, shortened or emptied', async () => {
  await expect(store.database`UPDATE audit SET actor = 'eve'`).rejects.toThrow('append-only');
  await expect(store.database`DELETE FROM audit WHERE sequence = 40`).rejects.toThrow('append-only');
  await expect(store.database`TRUNCATE audit`).rejects.toThrow('append-only');
});

test.each([
  ['a column', `UPDATE audit SET actor = 'eve' WHERE sequence = 7`, 7],
  ['a text', `UPDATE audit SET entry = replace(entry, 'ada', 'eve') WHERE sequence = 9`, 9],
  ['a whole entry', `DELETE FROM audit WHERE sequence = 5`, 5],
])('%s that was changed past the guard is found, and where', async (_what, tampering, brokenAt) => {
  const check = await store.database
    .begin(async (transaction) => {
      await transaction`ALTER TABLE audit DISABLE TRIGGER audit_append_only`;
      await transaction.unsafe(tampering);
      throw new Tampered(await verifyAudit(transaction as never));
    })
    .catch((error: unknown) => (error as Tampered).check);
  expect(check).toMatchObject({ intact: false, brokenAt });
});

test('a chain that was cut at its end, or written anew, is found by what was noted of it', async () => {
  const whole = await verifyAudit(store.database);
  if (!whole.intact) throw new Error('the chain is broken');
  const noted = { sequence: whole.entries, hash: whole.head };
  expect(await verifyAudit(store.database, noted)).toEqual(whole);
  expect(await verifyAudit(store.database, { ...noted, hash: 'f'.repeat(64) })).toMatchObject({ brokenAt: 40 });
  const cut = await store.database
    .begin(async (transaction) => {
      await transaction`ALTER TABLE audit DISABLE TRIGGER audit_append_only`;
      await transaction`DELETE FROM audit WHERE sequence > 38`;
      throw new Tampered(await verifyAudit(transaction as never, noted));
    })
    .catch((error: unknown) => (error as Tampered).check);
  expect(cut).toEqual({ intact: false, brokenAt: 39, why: 'it ends before the noted entry 40' });
});

test('what is exported can be checked anywhere, and a changed line is found', async () => {
  const links = await exportAudit(store.database, { after: 0, limit: 100 });
  expect(verifyLinks(links)).toEqual(await verifyAudit(store.database));
  const changed = links.map((link) => (link.sequence === 7 ? { ...link, entry: `${link.entry} ` } : link));
  expect(verifyLinks(changed)).toMatchObject({ intact: false, brokenAt: 7 });
  expect(verifyLinks(links.toSpliced(4, 1))).toMatchObject({ intact: false, brokenAt: 5 });
});

test('the newest entries come first, page by page', async () => {
  const [first] = await listAudit(store.database, { limit: 1 });
  const [second] = await listAudit(store.database, { limit: 1, before: first?.sequence });
  expect([first?.sequence, second?.sequence]).toEqual([40, 39]);
});

/** Rolls the tampering back and brings the finding out. */
class Tampered extends Error {
  readonly check: Awaited<ReturnType<typeof verifyAudit>>;
  constructor(check: Awaited<ReturnType<typeof verifyAudit>>) {
    super('tampered');
    this.check = check;
  }
}
