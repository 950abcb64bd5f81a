import type { IncomingMessage } from 'node:http';
import type { Place } from './admission.ts';
import { ApiError } from './api-error.ts';

/** What is beyond the limit is read and thrown away up to here: a client that is still writing reads no answer. */
const DRAINED_PER_LIMIT = 4;

/**
 * The whole body of a request.
 * @throws ApiError 415 when it is packed, 413 when it is larger than `maxBytes`, 503 when `place`, where one is given, has no room for it
 * @throws ClientGone when the client leaves in the middle
 */
export function readBody(request: IncomingMessage, maxBytes: number, place?: Place): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
    if (encoding !== '' && encoding !== 'identity') return reject(packed(encoding));
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > maxBytes * DRAINED_PER_LIMIT) return reject(tooLarge(maxBytes));
    if (announced <= maxBytes) place?.hold(announced);
    let parts: Buffer[] = [];
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= maxBytes && holds(place, bytes, reject)) parts.push(part);
      else parts = [];
      if (bytes > maxBytes * DRAINED_PER_LIMIT) reject(tooLarge(maxBytes));
    });
    request.on('end', () => (bytes > maxBytes ? reject(tooLarge(maxBytes)) : resolve(joined(parts))));
    request.on('error', () => reject(new ClientGone()));
  });
}

/** A body whose length was not announced takes its room as it comes; one without room is not kept. */
function holds(place: Place | undefined, bytes: number, reject: (error: unknown) => void): boolean {
  try {
    place?.hold(bytes);
    return true;
  } catch (error) {
    reject(error);
    return false;
  }
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

/** Unpacked here, a small body could become a very large one; no client of OpenAI's packs what it sends. */
function packed(encoding: string): ApiError {
  const named = /^[a-z0-9, -]{1,40}$/.test(encoding) ? ` as ${encoding}` : '';
  const message = `The request body is encoded${named}, which the gateway does not read: send it without content-encoding.`;
  return new ApiError(message, {
    status: 415,
    type: 'invalid_request_error',
    code: 'unsupported_content_encoding',
    shouldRetry: false,
  });
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
