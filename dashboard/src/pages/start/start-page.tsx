import { useEffect, useState } from 'react';
import { ApiFailure } from '../../../../client/failure.ts';
import { Link } from '../../components/link.tsx';
import { Notice } from '../../components/notice.tsx';
import { useTitle } from '../../components/title.ts';
import { usePolled } from '../../live/polled.ts';
import { navigate, OVERVIEW_PATH, releasePath, useQuery } from '../../router.ts';
import { useMay, useSession } from '../../session/session.ts';
import { CandidateFields } from './candidate-fields.tsx';
import { type Draft, NEW_DRAFT, readDraft } from './draft.ts';
import { GateFields } from './gate-fields.tsx';
import { PlanFields } from './plan-fields.tsx';
import { PlannedRelease } from './planned-release.tsx';
import { usePreview } from './preview.ts';

const ALL = { query: { limit: 200 } } as const;
const EVERY_MS = 10_000;

/** Describes a release, with what it would come to beside it, before anything is started. */
export function StartPage() {
  useTitle('Start a release');
  const { client, signOut } = useSession();
  const { route = '' } = useQuery();
  const [draft, setDraft] = useState<Draft>({ ...NEW_DRAFT, route });
  const [traffic, setTraffic] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const routes = usePolled('listRoutes', ALL, EVERY_MS).body?.items;
  const read = readDraft(draft);
  const preview = usePreview(read, traffic);
  const { allowed, why } = useMay('start_release');
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });

  useEffect(() => {
    const [only, ...others] = routes ?? [];
    if (draft.route === '' && only !== undefined && others.length === 0) setDraft({ ...draft, route: only.id });
  }, [routes, draft]);

  async function start(): Promise<void> {
    if (read.kind !== 'spec') return setError(read.what);
    setBusy(true);
    setError(undefined);
    try {
      const { id } = await client.call('startRelease', { body: read.spec }, { timeoutMs: 30_000 });
      navigate(releasePath(id));
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      if (failure.kind === 'signed_out') signOut(failure.message);
      else setError(failure.message);
      setBusy(false);
    }
  }

  const obstacle = preview.preview?.obstacle ?? undefined;
  const stable = routes?.find(({ id }) => id === draft.route);
  return (
    <>
      <p className="crumbs">
        <Link to={OVERVIEW_PATH}>Routes</Link>
        <span aria-hidden="true"> / </span>
        Start a release
      </p>
      <h1>Start a release</h1>
      <form
        className="columns start"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <div className="column-wide form-parts">
          <CandidateFields draft={draft} routes={routes ?? []} stable={stable} onChange={change} />
          <PlanFields draft={draft} onChange={change} />
          <GateFields draft={draft} onChange={change} />
        </div>
        <div className="column-narrow start-side">
          <PlannedRelease read={read} preview={preview} traffic={traffic} onTraffic={setTraffic} />
          <div className="card start-button">
            {error !== undefined && <Notice tone="bad">{error}</Notice>}
            {obstacle !== undefined && <Notice tone="waiting">{obstacle}</Notice>}
            <button
              type="submit"
              className="button primary"
              disabled={!allowed || busy || read.kind !== 'spec' || obstacle !== undefined}
            >
              {busy ? 'Starting…' : 'Start release'}
            </button>
            <p className="quiet small">
              {why ?? (read.kind === 'spec' ? 'Nothing is started before you press it.' : read.what)}
            </p>
          </div>
        </div>
      </form>
    </>
  );
}
