import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { TidegateError } from '../../core/errors.ts';
import { newRequestId } from '../request/random-ids.ts';
import { errorJson } from './api-error.ts';
import { Exchange } from './exchange.ts';

const MAX_HEADER_BYTES = 32 * 1024;
const HEADERS_TIMEOUT_MS = 20_000;
/** Between two looks for requests that take too long. */
const OVERDUE_EVERY_MS = 5_000;
/** For a request to come in whole, slow uploads of large bodies included. */
const REQUEST_TIMEOUT_MS = 300_000;
/** Longer than common load balancers keep idle connections, so that they are the ones that close. */
const KEEP_ALIVE_MS = 75_000;
const LOOK_EVERY_MS = 50;

/** The HTTP server: takes requests in, and ends without cutting them off. */
export class Front {
  readonly #server: Server;
  #open = 0;
  #closing = false;

  constructor(
    answer: (exchange: Exchange) => Promise<void>,
    onAnswered: (exchange: Exchange) => void,
    times: Pick<ServerOptions, 'headersTimeout' | 'connectionsCheckingInterval'> = {},
  ) {
    const limits = {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: OVERDUE_EVERY_MS,
      ...times,
    };
    const onOver = (exchange: Exchange): void => {
      this.#open -= 1;
      onAnswered(exchange);
    };
    this.#server = createServer(limits, (request: IncomingMessage, response: ServerResponse) => {
      const exchange = new Exchange(request, response, newRequestId(), onOver);
      if (this.#closing) exchange.headers.push('connection', 'close');
      this.#open += 1;
      void answer(exchange);
    });
    this.#server.on('clientError', refuse);
  }

  get closing(): boolean {
    return this.#closing;
  }

  /**
   * Listens; port 0 takes a free one. Returns where.
   * @throws TidegateError `port_taken`
   */
  listen(port: number, host: string): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
      this.#server.listen(port, host, () => resolve(this.#server.address() as AddressInfo));
    });
  }

  /** Takes no new connections and gives open requests up to `limitMs` to end. */
  async close(limitMs: number): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    const deadline = performance.now() + limitMs;
    while (this.#open > 0 && performance.now() < deadline) await sleep(LOOK_EVERY_MS);
    this.#server.closeAllConnections();
    await closed;
  }
}

/** What is no HTTP request gets its error in OpenAI's shape too, but not in the middle of another answer. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const [status, message] = refusal(error.code);
  const body = errorJson(message, 'invalid_request_error', 'invalid_http');
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

/** What a socket is sending, as node:http keeps it. */
type Sending = { readonly _httpMessage?: Pick<ServerResponse, 'headersSent'> | null };

function isAnswering(socket: Duplex & Sending): boolean {
  return socket._httpMessage?.headersSent === true;
}

function refusal(code: string | undefined): [string, string] {
  if (code === 'HPE_HEADER_OVERFLOW')
    return ['431 Request Header Fields Too Large', `The headers are larger than ${MAX_HEADER_BYTES} bytes.`];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['408 Request Timeout', 'The request took too long to come in.'];
  return ['400 Bad Request', 'This is no HTTP request.'];
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new TidegateError(
    'port_taken',
    `Port ${port} on ${host} is taken: set TIDEGATE_GATEWAY_PORT to another one.`,
    { cause: error },
  );
}
