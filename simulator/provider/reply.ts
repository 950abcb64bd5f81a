import type { ServerResponse } from 'node:http';

/** Small helpers to answer in OpenAI's wire format. */

export interface ErrorBody {
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

export function sendError(response: ServerResponse, status: number, error: ErrorBody): void {
  sendJson(response, status, { error: { ...error, param: null } });
}
