import { setTimeout as delay } from 'node:timers/promises';

/** An app that calls a route all the time, while a test does other things. */
export interface AppTraffic {
  start(route: string): void;
  stop(): Promise<void>;
}

const CALLERS = 4;
/** Between the calls of one, at least: what is tested beside it needs the processor too. */
const PACE_MS = 40;

/** Calls that fail are the gateway's business: what a page promises is seen in what its commands say. */
export function appTraffic(baseUrl: string, key: string): AppTraffic {
  const stopped = new AbortController();
  const callers: Promise<void>[] = [];

  async function call(route: string, caller: number): Promise<void> {
    for (let turn = 0; !stopped.signal.aborted; turn += 1) {
      const paced = delay(PACE_MS);
      await fetch(`${baseUrl}/chat/completions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'x-session-id': `session-${caller}-${turn}`,
        },
        body: JSON.stringify({ model: route, messages: [{ role: 'user', content: 'Where is my parcel?' }] }),
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(10_000)]),
      }).then(
        (answer) => answer.text(),
        () => undefined,
      );
      await paced;
    }
  }

  return {
    start(route) {
      for (let caller = 0; caller < CALLERS; caller += 1) callers.push(call(route, caller));
    },
    async stop() {
      stopped.abort();
      await Promise.allSettled(callers);
    },
  };
}
