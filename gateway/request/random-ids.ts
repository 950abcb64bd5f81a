import { randomFillSync } from 'node:crypto';

/** Random hexadecimal ids out of a pool of random bytes: asking the system for each id would cost more than the id. */
const pool = Buffer.allocUnsafe(8_192);
let used = pool.length;

export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

export const newRequestId = (): string => `req_${randomHex(16)}`;
export const newSpanId = (): string => randomHex(8);
