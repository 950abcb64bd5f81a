import { createServer } from 'node:net';
import { TidegateError } from '../../core/errors.ts';
import { waitUntil } from '../wait-until.ts';

export interface WantedPort {
  readonly host: string;
  readonly port: number;
  /** As a sentence's subject: `the gateway`. */
  readonly wantedBy: string;
  /** The environment variable that changes it. */
  readonly variable: string;
}

/** The system may take this long to close the ports of a process that was killed. */
const CLOSING_MS = 500;

/**
 * Fails where something else listens on the port.
 * @throws TidegateError `port_taken`, or `invalid_input` where the address can not be used at all
 */
export async function assertPortFree(wanted: WantedPort): Promise<void> {
  let code: string | undefined;
  const isFree = async (): Promise<boolean> => (code = await tryToListen(wanted.host, wanted.port)) === undefined;
  if ((await waitUntil(isFree, { withinMs: CLOSING_MS })) || code === undefined) return;
  const { host, port, wantedBy, variable } = wanted;
  if (code === 'EADDRINUSE') {
    const message = `Port ${port} on ${host} is taken, and ${wantedBy} needs it: stop what uses it, or set ${variable} to another port.`;
    throw new TidegateError('port_taken', message, { facts: { port, variable } });
  }
  if (code === 'EACCES') {
    throw new TidegateError(
      'invalid_input',
      `This user may not listen on port ${port}: set ${variable} to one above 1023.`,
    );
  }
  throw new TidegateError('invalid_input', `${host} is no address of this machine (${code}): change TIDEGATE_HOST.`);
}

/** A port that is free now, for tests. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, host, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return address.port;
}

/** The code of the error, or `undefined` where listening works. */
function tryToListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
