import { randomBytes } from 'node:crypto';
import { asReleaseId, type ReleaseId } from '../core/ids.ts';

/** Where new ids and secrets come from. Ids sort by time. */
export interface Ids {
  releaseId(): ReleaseId;
  keyId(): string;
  /** A gateway key's text: 256 random bits. */
  keySecret(): string;
  tokenId(): string;
  /** A token of the control API: 256 random bits. */
  tokenSecret(): string;
}

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const RANDOM_BYTES = 7;
const TIME_DIGITS = 9;

export function randomIds(clock: Clock): Ids {
  return {
    releaseId: () => asReleaseId(`rel_${timeSorted(clock)}`),
    keyId: () => `key_${timeSorted(clock)}`,
    keySecret: () => `tg_${randomBytes(32).toString('base64url')}`,
    tokenId: () => `tok_${timeSorted(clock)}`,
    tokenSecret: () => `tgt_${randomBytes(32).toString('base64url')}`,
  };
}

/** Milliseconds, then randomness, in digits that sort as they count. */
function timeSorted(clock: Clock): string {
  const time = clock.now().getTime().toString(36).padStart(TIME_DIGITS, '0');
  const random = BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`)
    .toString(36)
    .padStart(11, '0');
  return time + random;
}
