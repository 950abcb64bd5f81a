import { useEffect, useState } from 'react';
import { ApiFailure } from '../../../client/failure.ts';
import type { ApiClient } from '../../../client/client.ts';
import type { Caller } from './session.ts';

const RETRY_MS = 2_000;

/** Who the client's token says it is. Asked again while the control plane is away. */
export function useCaller(client: ApiClient | undefined, signOut: (why?: string) => void): Caller | undefined {
  const [caller, setCaller] = useState<Caller>();
  useEffect(() => {
    setCaller(undefined);
    if (client === undefined) return;
    const stopped = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        setCaller(await client.call('getCaller', {}, { signal: stopped.signal }));
      } catch (error) {
        if (stopped.signal.aborted) return;
        if (!(error instanceof ApiFailure)) throw error;
        if (error.kind === 'signed_out') signOut(error.message);
        else setTimeout(() => !stopped.signal.aborted && void ask(), RETRY_MS);
      }
    };
    void ask();
    return () => stopped.abort();
  }, [client, signOut]);
  return caller;
}
