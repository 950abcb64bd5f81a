import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from '../embedded/server-process.ts';

/** One process of a stack, and how it is started. */
export interface Part {
  readonly name: string;
  /** Resolves when the part serves. */
  start(): Promise<ServerProcess>;
}

/** A part that is started again whenever it ends without having been told to. */
export interface KeptPart {
  readonly name: string;
  /** `undefined` while it is between two lives. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface KeeperOptions {
  /** Told in a sentence when a part ended or could not be started again. */
  readonly onTrouble: (sentence: string) => void;
  readonly backoff?: Backoff;
}

export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
  /** A life at least this long makes the next wait the first again. */
  readonly forgivenAfterMs: number;
}

const BACKOFF: Backoff = { firstMs: 250, longestMs: 10_000, forgivenAfterMs: 30_000 };

/** Starts a part and keeps it running. An error of the first start is the caller's; later ones are tried again. */
export async function keepRunning(part: Part, { onTrouble, backoff = BACKOFF }: KeeperOptions): Promise<KeptPart> {
  const stopping = new AbortController();
  let life: ServerProcess | undefined = await part.start();
  let waitMs = backoff.firstMs;
  const watching = watch(life);

  async function watch(first: ServerProcess): Promise<void> {
    let bornAt = performance.now();
    for (let current = first; ;) {
      const end = await current.exited;
      life = undefined;
      if (stopping.signal.aborted) return;
      if (performance.now() - bornAt > backoff.forgivenAfterMs) waitMs = backoff.firstMs;
      onTrouble(`${part.name} ended (${end}) and is started again.`);
      const next = await startAgain();
      if (next === undefined) return;
      [current, life, bornAt] = [next, next, performance.now()];
    }
  }

  /** `undefined` where the part was told to stop meanwhile. */
  async function startAgain(): Promise<ServerProcess | undefined> {
    while (!stopping.signal.aborted) {
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined); // woken to stop
      waitMs = Math.min(waitMs * 2, backoff.longestMs);
      if (stopping.signal.aborted) break;
      try {
        const started = await part.start();
        if (!stopping.signal.aborted) return started;
        await started.stop();
      } catch (error) {
        onTrouble(`${part.name} could not be started again: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return undefined;
  }

  return {
    name: part.name,
    pid: () => life?.pid,
    async stop() {
      stopping.abort();
      await life?.stop();
      await watching;
    },
  };
}
