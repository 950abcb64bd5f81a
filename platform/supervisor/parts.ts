import { TidegateError } from '../../core/errors.ts';
import { type KeptPart, keepRunning, type Part } from './keeper.ts';

/** When a part ends: those of the highest tier first, so that none loses what it stands on. */
export const TIERS = { gateway: 4, control: 3, worker: 2, provider: 1, servers: 0 } as const;
export type Tier = keyof typeof TIERS;

/** The parts of one stack, each kept running until all are stopped. */
export interface Parts {
  /**
   * Starts them side by side. Where one fails, the others are still waited for, and then the error is thrown. Nothing starts any more once the
   * start of the stack was interrupted.
   */
  start(...members: readonly (readonly [Tier, Part])[]): Promise<void>;
  /** Tier by tier, those that are starting just now included; nothing starts any more. Safe to call twice. */
  stop(): Promise<void>;
  pids(): Readonly<Record<string, number>>;
}

export function createParts(onTrouble: (sentence: string) => void, interrupted?: AbortSignal): Parts {
  const kept: { readonly tier: Tier; readonly part: KeptPart }[] = [];
  const starting = new Set<Promise<void>>();
  let stopped = false;

  function startOne(tier: Tier, part: Part): Promise<void> {
    const started = stopped ? Promise.reject(stoppedError(part)) : keep(tier, part);
    starting.add(started);
    return started.finally(() => starting.delete(started));
  }

  async function keep(tier: Tier, part: Part): Promise<void> {
    kept.push({ tier, part: await keepRunning(part, { onTrouble }) });
  }

  return {
    async start(...members) {
      interrupted?.throwIfAborted();
      const results = await Promise.allSettled(members.map(([tier, part]) => startOne(tier, part)));
      const failure = results.find((result) => result.status === 'rejected');
      interrupted?.throwIfAborted();
      if (failure !== undefined) throw failure.reason;
    },
    async stop() {
      stopped = true;
      await Promise.allSettled(starting);
      const tiers = Object.entries(TIERS).toSorted(([, one], [, other]) => other - one);
      for (const [tier] of tiers) {
        const members = kept.filter((member) => member.tier === tier);
        await Promise.all(members.map(({ part }) => part.stop()));
      }
    },
    pids() {
      const entries = kept.map(({ part }) => [part.name, part.pid()] as const);
      return Object.fromEntries(entries.flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid]])));
    },
  };
}

function stoppedError({ name }: Part): TidegateError {
  return new TidegateError('conflict', `The stack is being stopped: the ${name} is not started any more.`);
}
