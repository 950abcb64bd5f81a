import { useEffect, useState } from 'react';
import { ApiFailure } from '../../../../client/failure.ts';
import type { ReleasePreview } from '../../api/types.ts';
import { useSession } from '../../session/session.ts';
import type { ReadDraft } from './draft.ts';

export interface Preview {
  /** The newest one; kept while the next is asked for. */
  readonly preview: ReleasePreview | undefined;
  /** What the control plane objects to. */
  readonly error: string | undefined;
}

const QUIET_MS = 350;

/** What the control plane says that the draft would come to, asked once nothing was typed for a moment. */
export function usePreview(read: ReadDraft, traffic: string): Preview {
  const { client, signOut } = useSession();
  const [preview, setPreview] = useState<Preview>({ preview: undefined, error: undefined });
  const asked = read.kind === 'spec' ? JSON.stringify(read.spec) : undefined;
  useEffect(() => {
    if (asked === undefined) return setPreview({ preview: undefined, error: undefined });
    const stopped = new AbortController();
    const ask = async (): Promise<void> => {
      const query = traffic.trim() === '' ? {} : { requestsPerMinute: traffic.trim() };
      try {
        const body = JSON.parse(asked) as Extract<ReadDraft, { kind: 'spec' }>['spec'];
        const answer = await client.call('previewRelease', { body, query }, { signal: stopped.signal });
        setPreview({ preview: answer, error: undefined });
      } catch (failure) {
        if (stopped.signal.aborted) return;
        if (!(failure instanceof ApiFailure)) throw failure;
        if (failure.kind === 'signed_out') signOut(failure.message);
        else setPreview({ preview: undefined, error: failure.message });
      }
    };
    const timer = setTimeout(() => void ask(), QUIET_MS);
    return () => {
      clearTimeout(timer);
      stopped.abort();
    };
  }, [client, signOut, asked, traffic]);
  return preview;
}
