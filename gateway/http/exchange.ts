import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiError, errorHeaders, errorJson } from './api-error.ts';

/** One request and its answer. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Names and values in turns, sent with whatever answer goes out. */
  headers: string[];
  /** The route that it is for, once known. */
  route: string | undefined;
  /**
   * What works for the answer, and ends when the client leaves before it is complete. An object, not a callback: a closure
   * here kept a quarter of all that a request allocates alive until the next full garbage collection.
   */
  work: { cancel(): void } | undefined;
  /** What the call holds of the gateway's memory, until its answer is over. */
  place: { leave(): void } | undefined;
  readonly #onOver: (exchange: Exchange) => void;

  /** `onOver` is told when nothing more will be sent. */
  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    onOver: (exchange: Exchange) => void,
  ) {
    this.request = request;
    this.response = response;
    this.requestId = requestId;
    this.headers = ['x-request-id', requestId];
    this.#onOver = onOver;
    response.on('close', () => this.#over());
  }

  /** Whether nobody waits for the answer any more. */
  get gone(): boolean {
    return this.response.destroyed;
  }

  sendJson(status: number, json: string, headers: readonly string[] = []): void {
    this.sendJsonBytes(status, Buffer.from(json).toString('latin1'), headers);
  }

  /** `bytes` is the JSON with one character for each byte: as a string it leaves in one piece with its head. */
  sendJsonBytes(status: number, bytes: string, headers: readonly string[] = []): void {
    if (this.gone) return;
    const head = [
      ...this.headers,
      'content-type',
      'application/json',
      'content-length',
      String(bytes.length),
      ...headers,
    ];
    this.response.writeHead(status, head).end(bytes, 'latin1');
  }

  sendText(status: number, contentType: string, text: string): void {
    const head = [...this.headers, 'content-type', contentType, 'content-length', String(Buffer.byteLength(text))];
    this.response.writeHead(status, head).end(text);
  }

  /** Answers with an error of the gateway's own. A body that is too large to be read to its end ends its connection. */
  sendError(error: ApiError): void {
    const { status, type, code, param } = error.details;
    const close = status === 413 && !this.request.complete ? ['connection', 'close'] : [];
    this.sendJson(status, errorJson(error.message, type, code, param ?? null), [
      ...errorHeaders(error.details),
      ...close,
    ]);
  }

  #over(): void {
    if (!this.response.writableFinished) this.work?.cancel();
    this.work = undefined;
    this.place?.leave();
    this.#onOver(this);
  }
}
