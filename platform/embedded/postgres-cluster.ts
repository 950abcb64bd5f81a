import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { TidegateError } from '../../core/errors.ts';
import type { PostgresUser } from './postgres-user.ts';

export interface NewCluster {
  /** Path of the program. */
  readonly initdb: string;
  /** Whom the files will belong to. */
  readonly user: PostgresUser;
  /** Where the cluster will stand; nothing is there yet. */
  readonly folder: string;
  /** The database user that may do everything, and its password. */
  readonly owner: string;
  readonly password: string;
  /** Whether it is on the disk, and not only in its cache, when this returns. */
  readonly durable: boolean;
}

/**
 * Makes the files of a Postgres, in a folder beside theirs that is renamed when whole: a start that is killed meanwhile
 * leaves no half of a cluster.
 * @throws TidegateError `unavailable` with what initdb said
 */
export async function createCluster({ initdb, user, folder, owner, password, durable }: NewCluster): Promise<void> {
  const unfinished = `${folder}.new`;
  const passwordFile = `${folder}.new-password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [unfinished, passwordFile]) user.own(path);
  try {
    await run(initdb, user, [
      `--pgdata=${unfinished}`,
      `--username=${owner}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(durable ? [] : ['--no-sync']),
    ]);
    renameSync(unfinished, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function run(initdb: string, user: PostgresUser, flags: readonly string[]): Promise<void> {
  const { program, parameters, user: ids } = user.command(initdb, flags);
  const child = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'pipe'], ...ids });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  if (code === 0) return;
  const message = `Postgres could not make its data folder: ${errors.trim()}`;
  throw new TidegateError('unavailable', message, { retryable: false });
}
