import { userInfo } from 'node:os';
import { type Config, type Environment, readConfig } from '../platform/config.ts';
import { readSecrets } from '../platform/supervisor/secrets.ts';
import type { ApiClient } from '../client/client.ts';
import { createApiClient } from './api-client.ts';
import { withoutChanges } from './dry-run.ts';
import { createOutput, type Output, type TextStream } from './output/output.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** Where a command runs: the process itself, except in tests. */
export interface Surroundings {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** The process's own where it is left out. */
  readonly environment?: Environment;
}

/** What commands work with. Nothing is read or connected before a command needs it. */
export interface CliContext {
  readonly config: Config;
  readonly api: ApiClient;
  /** Nothing is to be changed: the first call that would is told, and not sent. */
  dryRun: boolean;
  /** How the process is to end; a command may change it. */
  exitCode: ExitCode;
  output(options: { readonly json?: boolean | undefined }): Output;
  /** What is told beside the answer. */
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}

export function createContext({ stdout, stderr, environment }: Surroundings): CliContext {
  let config: Config | undefined;
  let api: ApiClient | undefined;
  const read = (): Config => (config ??= readConfig(environment));
  return {
    dryRun: false,
    exitCode: EXIT.ok,
    get config() {
      return read();
    },
    get api() {
      api ??= createApiClient({ url: read().controlUrl, token: tokenOf(read()), actor: userName() });
      return this.dryRun ? withoutChanges(api) : api;
    },
    output: ({ json }) => createOutput({ stdout, stderr }, json === true),
    stdout,
    stderr,
  };
}

/** The caller's own, else the admin token from the environment, else that of the stack with this data folder. */
function tokenOf(config: Config): string | undefined {
  return config.token ?? config.adminToken ?? readSecrets(config.dataDir)?.adminToken;
}

/** Stands in the audit record as whoever did it. */
function userName(): string {
  try {
    return userInfo().username.replaceAll(/[^A-Za-z0-9._@+-]/g, '_') || 'unknown';
  } catch {
    return 'unknown'; // this user has no name on this machine, as in some containers
  }
}
