import { waitUntil } from '../../platform/wait-until.ts';
import type { ChaosStack } from './chaos-stack.ts';
import { PROCESSES } from './schedule.ts';

const PROBE_MS = 2_000;
const LOOK_EVERY_MS = 100;

/**
 * Waits until the stack is whole: each process there, gateway and control plane ready, both replicas on the newest
 * snapshot with a fresh heartbeat, and each release that exposes a candidate watched. `false` where the time was over.
 */
export function untilWhole(stack: ChaosStack, withinMs: number, over: AbortSignal): Promise<boolean> {
  return waitUntil(async () => over.aborted || (await isWhole(stack).catch(() => false)), {
    withinMs,
    everyMs: LOOK_EVERY_MS,
  }).then((whole) => whole && !over.aborted);
}

/** Waits until the gateway answers. */
export async function untilServed({ config }: ChaosStack, withinMs: number, over: AbortSignal): Promise<boolean> {
  const served = async (): Promise<boolean> => over.aborted || answers(`${config.gatewayUrl}/readyz`);
  return (await waitUntil(served, { withinMs, everyMs: LOOK_EVERY_MS })) && !over.aborted;
}

async function isWhole(stack: ChaosStack): Promise<boolean> {
  if (PROCESSES.some((name) => stack.pidOf(name) === undefined)) return false;
  const { gatewayUrl, controlUrl } = stack.config;
  const ready = await Promise.all([`${gatewayUrl}/readyz`, `${controlUrl}/readyz`].map(answers));
  if (ready.includes(false)) return false;
  const seen = stack.database<{ current: number; unwatched: number }[]>`
    SELECT (SELECT count(*) FROM replicas WHERE last_seen > clock_timestamp() - interval '1500 ms'
              AND applied_snapshot = (SELECT version FROM snapshot_head)) AS current,
           (SELECT count(*) FROM release_watches w JOIN releases r ON r.id = w.release_id
              WHERE r.ended_at IS NULL AND w.watched_at < clock_timestamp() - interval '4 s') AS unwatched`;
  const [row] = await withinTime(seen, PROBE_MS);
  return row !== undefined && row.current >= 2 && row.unwatched === 0;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) })).ok;
  } catch {
    return false; // nobody is there, or not in time
  }
}

/** A query to a server that stands still gives no answer at all. */
async function withinTime<Rows>(query: Promise<Rows>, withinMs: number): Promise<Rows> {
  const over = new AbortController();
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), withinMs);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  try {
    return await Promise.race([query, late]);
  } finally {
    over.abort();
  }
}
