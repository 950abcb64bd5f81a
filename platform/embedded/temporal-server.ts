import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { TidegateError } from '../../core/errors.ts';
import { searchAttributeKeys } from '../../workflows/search-attributes.ts';
import { PORT_VARIABLES } from '../config.ts';
import { waitUntil } from '../wait-until.ts';
import { tail } from './log-file.ts';
import { endLeftover } from './pid-file.ts';
import { assertPortFree } from './ports.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

export interface TemporalOptions {
  /** Path of the `temporal` program, see `findTemporal`. */
  readonly program: string;
  /** The server's database stands in `<dataDir>/temporal`. */
  readonly dataDir: string;
  readonly port: number;
  /** Without one, there is no UI. */
  readonly uiPort?: number;
  readonly namespace: string;
}

export interface TemporalServer extends ServerProcess {
  readonly address: string;
}

const HOST = '127.0.0.1';
/** Search attribute types as the program's flags spell them. */
const FLAG_OF_TYPE = { KEYWORD: 'Keyword', DOUBLE: 'Double' } as const;

const START_DEADLINE_MS = 60_000;
const STOP_GRACE_MS = 15_000;

/** One writer at a time is all that SQLite has: whoever else looks into the file must not make it fail. */
const SQLITE_PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL', 'busy_timeout=10000'];

/**
 * Starts the Temporal development server of a data folder; its workflows are those of the last time. A server that an
 * earlier start left behind is ended first.
 * @throws TidegateError `port_taken`; `unavailable` when it does not come up, with the end of its log
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const files = filesOf(options.dataDir);
  await endLeftover(files.pid, 'SIGTERM', STOP_GRACE_MS);
  await assertPortFree({ host: HOST, port: options.port, wantedBy: 'Temporal', variable: PORT_VARIABLES.temporal });
  if (options.uiPort !== undefined) {
    const wanted = {
      host: HOST,
      port: options.uiPort,
      wantedBy: 'the Temporal UI',
      variable: PORT_VARIABLES.temporalUi,
    };
    await assertPortFree(wanted);
  }
  dropHalfMadeDatabase(files);
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  const server = await startServerProcess({
    program: options.program,
    parameters: parametersOf(options, files),
    logFile: files.log,
    pidFile: files.pid,
    stopSignal: 'SIGTERM',
    stopGraceMs: STOP_GRACE_MS,
  });
  try {
    await waitForServer(server, options.port, files.log);
  } catch (error) {
    await server.stop();
    throw error;
  }
  writeFileSync(files.complete, '');
  return { ...server, address: `${HOST}:${options.port}` };
}

type Files = ReturnType<typeof filesOf>;

function filesOf(dataDir: string) {
  const folder = join(dataDir, 'temporal');
  return {
    folder,
    database: join(folder, 'temporal.db'),
    complete: join(folder, 'complete'),
    log: join(dataDir, 'logs', 'temporal.log'),
    pid: join(dataDir, 'run', 'temporal.pid'),
  };
}

function parametersOf(options: TemporalOptions, files: Files): readonly string[] {
  const flags = [
    ['--ip', HOST],
    ['--port', String(options.port)],
    options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)],
    ['--db-filename', files.database],
    ['--namespace', options.namespace],
    ['--log-level', 'warn'],
    ...SQLITE_PRAGMAS.map((pragma) => ['--sqlite-pragma', pragma]),
    ...Object.values(searchAttributeKeys).map(({ name, type }) => [
      '--search-attribute',
      `${name}=${FLAG_OF_TYPE[type]}`,
    ]),
  ];
  return ['server', 'start-dev', ...flags.flat()];
}

/** The server makes its tables only where there is no file: one from a start that was killed meanwhile is of no use. */
function dropHalfMadeDatabase(files: Files): void {
  if (!existsSync(files.complete)) rmSync(files.folder, { recursive: true, force: true });
}

async function waitForServer(server: ServerProcess, port: number, log: string): Promise<void> {
  let ended: string | undefined;
  void server.exited.then((how) => (ended = how));
  const answers = async (): Promise<boolean> => ended !== undefined || (await accepts(port));
  const answered = await waitUntil(answers, { withinMs: START_DEADLINE_MS, everyMs: 25 });
  if (answered && ended === undefined) return;
  const what = ended === undefined ? `did not answer within ${START_DEADLINE_MS / 1_000} s` : `ended (${ended})`;
  throw new TidegateError('unavailable', `Temporal ${what}. The end of ${log}:\n${tail(log)}`, { retryable: false });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
