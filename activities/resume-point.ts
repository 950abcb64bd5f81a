import type { ObserveInput } from '../workflows/contract.ts';
import { unpacked } from './packed-evidence.ts';

/** What an observation heartbeats: enough for its next attempt to go on as if nothing had happened. */
export type ResumePoint = Pick<ObserveInput, 'evidence' | 'cursor' | 'stepWatchedMs'>;

/** Where to begin: at the last heartbeat of an attempt before, where there is one of this evidence's format. */
export function resumePoint(heartbeat: unknown, input: ObserveInput): ResumePoint {
  const { cursor, stepWatchedMs } = input;
  const evidence = unpacked(input.evidence);
  const isOurs = isResumePoint(heartbeat) && heartbeat.evidence.format === evidence.format;
  return isOurs ? heartbeat : { evidence, cursor, stepWatchedMs };
}

function isResumePoint(heartbeat: unknown): heartbeat is ResumePoint {
  if (typeof heartbeat !== 'object' || heartbeat === null) return false;
  const { evidence, cursor, stepWatchedMs } = heartbeat as Partial<ResumePoint>;
  return typeof evidence === 'object' && typeof cursor === 'object' && typeof stepWatchedMs === 'number';
}
