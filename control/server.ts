import { createServer as createHttpServer, type RequestListener, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TidegateError } from '../core/errors.ts';

export interface ControlServer {
  listen(port: number, host: string): Promise<string>;
  /** Lets requests under way finish, for a moment. */
  close(): Promise<void>;
}

const CLOSING_MS = 3_000;
/** Bodies are small: who takes longer than this holds a connection, and says nothing. */
const LIMITS = {
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
} as const satisfies ServerOptions;

export function createServer(app: RequestListener, times: ServerOptions = {}): ControlServer {
  const server = createHttpServer({ ...LIMITS, ...times }, app);
  return {
    async listen(port, host) {
      await new Promise<void>((resolve, reject) => {
        const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, port, host));
        server.once('error', fail).listen(port, host, () => {
          server.off('error', fail);
          resolve();
        });
      });
      const { port: taken } = server.address() as AddressInfo;
      return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
    },
    async close() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
      await closed;
      clearTimeout(force);
    },
  };
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code !== 'EADDRINUSE') return error;
  const message = `Port ${port} on ${host} is taken, and the control plane needs it: stop what uses it, or set TIDEGATE_CONTROL_PORT to another port.`;
  return new TidegateError('port_taken', message, { cause: error });
}
