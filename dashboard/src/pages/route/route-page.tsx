import { useState } from 'react';
import type { Route } from '../../api/types.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Figure } from '../../components/figure.tsx';
import { Link } from '../../components/link.tsx';
import { Notice } from '../../components/notice.tsx';
import { useTitle } from '../../components/title.ts';
import { TrafficBar } from '../../components/traffic-bar.tsx';
import { formatMs, formatShare, formatShort, formatWhole } from '../../format/amounts.ts';
import { quantile } from '../../../../core/llm/histogram.ts';
import { FreezeButton } from '../../freeze/freeze-button.tsx';
import { Freezes } from '../../freeze/freezes.tsx';
import { usePolled } from '../../live/polled.ts';
import { OVERVIEW_PATH, releasePath, startPath, TRACES_PATH, withQuery } from '../../router.ts';
import { useMay, useSession } from '../../session/session.ts';
import { ReleaseTable } from '../overview/release-table.tsx';
import { RouteFacts } from '../overview/route-facts.tsx';
import { Versions } from './versions.tsx';

const EVERY_MS = 2_000;
const HEALTH_EVERY_MS = 10_000;

/** One route: what serves it, how it does, its versions and its releases. */
export function RoutePage({ id }: { readonly id: string }) {
  useTitle(id);
  const params = { routeId: id };
  const route = usePolled('getRoute', { params }, EVERY_MS);
  const versions = usePolled('listRouteVersions', { params, query: { limit: 20 } }, EVERY_MS);
  const releases = usePolled('listReleases', { query: { route: id, open: 'false', limit: 20 } }, EVERY_MS);
  const freezes = usePolled('listFreezes', {}, EVERY_MS);
  const error = route.error ?? versions.error ?? releases.error;
  return (
    <>
      <p className="crumbs">
        <Link to={OVERVIEW_PATH}>Routes</Link>
        <span aria-hidden="true"> / </span>
        {id}
      </p>
      {error && <Notice tone="bad">{error.message}</Notice>}
      {route.body === undefined ? (
        error === undefined && <p className="quiet">Loading…</p>
      ) : (
        <>
          <RouteHead route={route.body} />
          <Freezes
            freezes={(freezes.body?.items ?? []).filter((freeze) => freeze.route === null || freeze.route === id)}
          />
          <RouteHealth route={route.body} />
          {versions.body && <Versions versions={versions.body.items} />}
          {releases.body && releases.body.items.length > 0 && (
            <section className="part" aria-labelledby="past">
              <h2 id="past">Releases that ended</h2>
              <ReleaseTable releases={releases.body.items} />
            </section>
          )}
        </>
      )}
    </>
  );
}

function RouteHead({ route }: { readonly route: Route }) {
  const start = useMay('start_release');
  const { release } = route;
  return (
    <header className="release-head">
      <div className="release-title">
        <h1>{route.id}</h1>
      </div>
      <div className="description">
        <RouteFacts route={route} />
      </div>
      <div className="steering">
        {release !== null ? (
          <Link to={releasePath(release.id)} className="button primary">
            Watch release
          </Link>
        ) : (
          start.allowed && (
            <Link to={startPath(route.id)} className="button primary">
              Start a release
            </Link>
          )
        )}
        <RollbackButton route={route} />
        <FreezeButton route={route.id} />
        <Link to={withQuery(TRACES_PATH, { route: route.id })} className="button">
          Traces
        </Link>
      </div>
    </header>
  );
}

function RollbackButton({ route }: { readonly route: Route }) {
  const { client } = useSession();
  const { allowed, why } = useMay('roll_back_route');
  const [asked, setAsked] = useState(false);
  const { id, release, stableVersion, previousStableVersion } = route;
  if (release === null && previousStableVersion === null) return null;
  const consequence =
    release === null
      ? `Version ${previousStableVersion} is stable at once again, in place of version ${stableVersion}, without a release.`
      : `The release under way loses the route: version ${stableVersion} serves all at once.`;
  return (
    <>
      <button type="button" className="button danger" disabled={!allowed} title={why} onClick={() => setAsked(true)}>
        Roll back
      </button>
      {asked && (
        <AskDialog
          title={`Roll back ${id}`}
          consequence={consequence}
          reasonLabel="Reason"
          reasonRequired
          button="Roll back"
          danger
          onClose={() => setAsked(false)}
          send={async (reason, options) => {
            await client.call('rollbackRoute', { params: { routeId: id }, body: { reason } }, options);
          }}
        />
      )}
    </>
  );
}

function RouteHealth({ route }: { readonly route: Route }) {
  const { body } = usePolled(
    'getRouteHistory',
    { params: { routeId: route.id }, query: { hours: 1 } },
    HEALTH_EVERY_MS,
  );
  const errors = body?.stable.rates['error_rate'];
  const latency = body?.stable.values['latency_ms']?.histogram;
  const errorRate = errors === undefined || errors.trials === 0 ? null : errors.events / errors.trials;
  return (
    <section className="card" aria-labelledby="health">
      <h2 id="health">Traffic now, and the last hour</h2>
      <TrafficBar
        stableVersion={route.stableVersion}
        candidateVersion={route.release?.candidateVersion}
        weight={route.release?.weight ?? 0}
        mirrorRate={route.release?.mirrorRate ?? 0}
      />
      <dl className="figures">
        <Figure name="Calls a minute">{formatShort(body?.requestsPerMinute)}</Figure>
        <Figure name="Calls">{formatWhole(body?.calls)}</Figure>
        <Figure name="Errors of stable">{formatShare(errorRate)}</Figure>
        <Figure name="Latency p50">{formatMs(latency && quantile(latency, 0.5))}</Figure>
        <Figure name="Latency p95">{formatMs(latency && quantile(latency, 0.95))}</Figure>
      </dl>
    </section>
  );
}
