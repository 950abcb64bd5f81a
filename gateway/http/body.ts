import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

/** What is beyond the limit is read and thrown away up to here: a client that is still writing reads no answer. */
const DRAINED_PER_LIMIT = 4;

/**
 * The whole body of a request.
 * @throws ApiError 413 when it is larger than `maxBytes`
 * @throws ClientGone when the client leaves in the middle
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes * DRAINED_PER_LIMIT)
      return reject(tooLarge(maxBytes));
    let parts: Buffer[] = [];
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= maxBytes) parts.push(part);
      else parts = [];
      if (bytes > maxBytes * DRAINED_PER_LIMIT) reject(tooLarge(maxBytes));
    });
    request.on('end', () => (bytes > maxBytes ? reject(tooLarge(maxBytes)) : resolve(joined(parts))));
    request.on('error', () => reject(new ClientGone()));
  });
}

/** The client left: there is nobody to answer. */
export class ClientGone extends Error {
  constructor() {
    super('The client went away.');
    this.name = 'ClientGone';
  }
}

function joined(parts: readonly Buffer[]): Buffer {
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : Buffer.concat(parts);
}

function tooLarge(maxBytes: number): ApiError {
  const message = `The request body is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB.`;
  return new ApiError(message, {
    status: 413,
    type: 'invalid_request_error',
    code: 'request_too_large',
    shouldRetry: false,
  });
}
