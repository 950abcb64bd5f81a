import { type Load, type LoadResult, runLoad } from './load.ts';
import type { Member } from './member.ts';
import type { Shape } from './shapes.ts';

/** What one member did in one round. */
export interface Round {
  readonly requestsPerSecond: number;
  readonly cpuSecondsPer1000: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rssBytes: number;
}

export interface RoundOptions {
  readonly connections: number;
  readonly seconds: number;
}

/** Puts load on a member and reads off what it used of the processor meanwhile, whatever else the machine does. */
export async function measure(member: Member, shape: Shape, options: RoundOptions): Promise<Round> {
  const before = await member.usage();
  const result = await load(member, shape, options);
  const after = await member.usage();
  return {
    requestsPerSecond: result.requests / result.seconds,
    cpuSecondsPer1000: ((after.cpuSeconds - before.cpuSeconds) / result.requests) * 1_000,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    rssBytes: after.rssBytes,
  };
}

/** @throws where an answer was not what it should be: a figure of failures says nothing */
export async function load(
  { url, headers = {} }: Member,
  { bodyBytes, streamed }: Shape,
  { connections, seconds }: RoundOptions,
): Promise<LoadResult> {
  const job: Load = { url, bodyBytes, streamed, connections, seconds, headers };
  const result = await runLoad(job);
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} answers of ${url} failed.`);
  return result;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}
