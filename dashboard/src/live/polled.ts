import { useEffect, useRef, useState } from 'react';
import { ApiFailure } from '../../../client/failure.ts';
import type { Reading } from '../../../client/client.ts';
import type { Answer, Input, OperationId } from '../../../client/types.ts';
import { useSession } from '../session/session.ts';
import { reportAway, reportBack } from './away.ts';

export interface Polled<Body> {
  /** The newest answer; kept while the control plane is away. */
  readonly body: Body | undefined;
  /** Why the newest call failed, where it was refused. */
  readonly error: ApiFailure | undefined;
}

const NOTHING_YET = { body: undefined, error: undefined } as const;

/**
 * Makes a call again and again while the tab is in sight and it is not paused. An answer that has not changed costs a 304 and no render.
 */
export function usePolled<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  everyMs: number,
  { paused = false } = {},
): Polled<Answer<Id>> {
  const { client, signOut } = useSession();
  const [polled, setPolled] = useState<Polled<Answer<Id>>>(NOTHING_YET);
  const asked = JSON.stringify(input);
  const isPaused = useRef(paused);
  isPaused.current = paused;
  useEffect(() => {
    const ask: Ask<Answer<Id>> = (options) => client.read(id, JSON.parse(asked) as Input<Id>, options);
    const poll = startPolling(ask, everyMs, () => isPaused.current, {
      onBody: (body) => setPolled({ body, error: undefined }),
      onSame: () => setPolled((before) => (before.error === undefined ? before : { ...before, error: undefined })),
      onRefused(error) {
        if (error.kind === 'signed_out') signOut(error.message);
        else setPolled((before) => ({ ...before, error }));
      },
    });
    return () => {
      poll.stop();
      setPolled(NOTHING_YET);
    };
  }, [client, id, asked, everyMs, signOut]);
  return polled;
}

type Ask<Body> = (options: {
  readonly etag: string | undefined;
  readonly signal: AbortSignal;
}) => Promise<Reading<Body>>;

interface PollListener<Body> {
  onBody(this: void, body: Body): void;
  onSame(this: void): void;
  onRefused(this: void, error: ApiFailure): void;
}

function startPolling<Body>(
  call: Ask<Body>,
  everyMs: number,
  isPaused: () => boolean,
  { onBody, onSame, onRefused }: PollListener<Body>,
): { stop(): void } {
  const stopped = new AbortController();
  const { signal } = stopped;
  const source = {};
  let etag: string | undefined;
  let wake = () => {};

  async function ask(): Promise<void> {
    try {
      const answer = await call({ etag, signal });
      reportBack(source);
      if (!answer.changed) return onSame();
      etag = answer.etag;
      onBody(answer.body);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiFailure)) throw error;
      if (error.kind === 'away') reportAway(source);
      else onRefused(error);
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      if (!document.hidden && !isPaused()) await ask();
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, everyMs);
      });
    }
  }

  const onVisible = (): void => {
    if (!document.hidden) wake();
  };
  document.addEventListener('visibilitychange', onVisible, { signal });
  void run();
  return {
    stop() {
      stopped.abort();
      wake();
      reportBack(source);
    },
  };
}
