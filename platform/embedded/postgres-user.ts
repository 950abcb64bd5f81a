import { execFileSync, spawnSync } from 'node:child_process';
import { lchownSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TidegateError } from '../../core/errors.ts';

/* Postgres refuses to run as root. Where we are root, it runs as another user that the machine has anyway. */

interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/** How to run a program of Postgres. */
export interface PostgresUser {
  command(program: string, parameters: readonly string[]): UserCommand;
  /** Hands a file, or a folder with all that is in it, to the user. */
  own(path: string): void;
}

export interface UserCommand {
  readonly program: string;
  readonly parameters: readonly string[];
  readonly user?: UserIds;
}

/** Tried in this order. Neither is created: a development stack leaves the machine's users alone. */
const USERS = ['postgres', 'nobody'];

/**
 * The user to run Postgres as, with its programs and its data in the given folders.
 * @throws TidegateError `invalid_input` where root has no way to run Postgres there
 */
export function postgresUser(program: string, dataFolder: string): PostgresUser {
  if (process.getuid?.() !== 0) return CURRENT_USER;
  const ids = unprivilegedIds();
  const user = [program, dataFolder].every((path) => mayReach(path, ids)) ? plainUser(ids) : passingUser(ids);
  const trial = user.command(program, ['--version']);
  if (spawnSync(trial.program, trial.parameters, { ...trial.user }).status === 0) return user;
  throw new TidegateError(
    'invalid_input',
    `Postgres does not run as root, and another user can not enter ${dirname(program)} or ${dataFolder}: ` +
      'run this as an ordinary user, set TIDEGATE_DATA_DIR to a folder that all may enter, or give a Postgres by DATABASE_URL.',
  );
}

const CURRENT_USER: PostgresUser = {
  command: (program, parameters) => ({ program, parameters }),
  own: () => undefined,
};

function plainUser(user: UserIds): PostgresUser {
  return {
    command: (program, parameters) => ({ program, parameters, user }),
    own: (path) => giveTo(path, user),
  };
}

/**
 * For folders below one that only root may enter, such as /root: the other user keeps root's right to pass them, and
 * none of its others. Linux only; elsewhere there is no `setpriv`, and the trial fails.
 */
function passingUser(user: UserIds): PostgresUser {
  const ids = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  return {
    command: (program, parameters) => ({
      program: 'setpriv',
      parameters: [...ids, ...rights, '--', program, ...parameters],
    }),
    own: (path) => giveTo(path, user),
  };
}

function unprivilegedIds(): UserIds {
  for (const name of USERS) {
    const [uid, gid] = [idOf('-u', name), idOf('-g', name)];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  const message = `Postgres does not run as root, and this machine has no user ${USERS.join(' or ')}: run this as an ordinary user.`;
  throw new TidegateError('invalid_input', message);
}

/** 0 where there is no such user. */
function idOf(flag: '-u' | '-g', name: string): number {
  try {
    return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return 0;
  }
}

/** Whether the user may enter every folder above the path. */
function mayReach(path: string, user: UserIds): boolean {
  const folder = dirname(path);
  const { mode, uid: owner } = statSync(folder);
  const mayEnter = (mode & (owner === user.uid ? 0o100 : 0o001)) !== 0;
  return mayEnter && (folder === path || mayReach(folder, user));
}

function giveTo(path: string, { uid, gid }: UserIds): void {
  const stat = statSync(path);
  if (stat.uid === uid) return;
  const inside = stat.isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  for (const entry of inside) lchownSync(join(path, entry), uid, gid);
  lchownSync(path, uid, gid);
}
