// Whether each table that the migrations make says in store/roles.ts what each process may do with it: with one that does
// not, none of them could work.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GRANTS } from '../store/roles.ts';

const folder = join(import.meta.dirname, '..', 'store', 'migrations');
const sql = readdirSync(folder)
  .toSorted()
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n');
const made = new Set([...sql.matchAll(/^CREATE TABLE (?:IF NOT EXISTS )?(\w+)/gm)].map(([, name = '']) => name));
for (const [, from = '', to = ''] of sql.matchAll(/^ALTER TABLE (\w+) RENAME TO (\w+)/gm)) made.add(from).add(to);
for (const [, name = ''] of sql.matchAll(/^DROP TABLE (?:IF EXISTS )?(\w+)/gm)) made.delete(name);
const silent = [...made].filter((name) => GRANTS[name] === undefined);
for (const name of silent)
  console.error(`${name}: say in store/roles.ts what gateway, worker and control may do with it`);
process.exitCode = silent.length === 0 ? 0 : 1;
