import type { ReleaseSummary, Route } from '../../api/types.ts';
import { Notice } from '../../components/notice.tsx';
import { FreezeButton } from '../../freeze/freeze-button.tsx';
import { Freezes } from '../../freeze/freezes.tsx';
import { Link } from '../../components/link.tsx';
import { START_PATH } from '../../router.ts';
import { useMay } from '../../session/session.ts';
import { type RecentUse, useRecentUse } from './recent-use.ts';
import { usePolled } from '../../live/polled.ts';
import { OverviewAnnouncer } from './overview-announcer.tsx';
import { ReleaseTable } from './release-table.tsx';
import { IdleRoutes } from './idle-routes.tsx';
import { RouteCard } from './route-card.tsx';

const ALL = { query: { limit: 200 } } as const;
const OPEN = { query: { open: 'true', limit: 200 } } as const;
const ENDED = { query: { open: 'false', limit: 20 } } as const;
const EVERY_MS = 1_500;

/** Every route with what serves it, and the releases of late. Short polling: an answer that is the same is a 304. */
export function Overview() {
  const routes = usePolled('listRoutes', ALL, EVERY_MS);
  const open = usePolled('listReleases', OPEN, EVERY_MS);
  const ended = usePolled('listReleases', ENDED, EVERY_MS);
  const freezes = usePolled('listFreezes', {}, EVERY_MS);
  const usage = useRecentUse();
  const start = useMay('start_release');
  const error = routes.error ?? open.error ?? ended.error;
  return (
    <div className="overview">
      <h1 className="visually-hidden">Overview</h1>
      {error && <Notice tone="bad">{error.message}</Notice>}
      <OverviewAnnouncer open={open.body?.items} ended={ended.body?.items} />
      <Freezes freezes={freezes.body?.items ?? []} />
      <section aria-labelledby="routes">
        <div className="part-head">
          <h2 id="routes">Routes</h2>
          <FreezeButton />
          {start.allowed && (
            <Link to={START_PATH} className="button primary">
              Start a release
            </Link>
          )}
        </div>
        <Routes routes={routes.body?.items} open={open.body?.items ?? []} usage={usage} />
        {typeof routes.body?.nextCursor === 'string' && (
          <p className="quiet more">
            These are the first {routes.body.items.length}. See all with <code>npx tidegate route list</code>.
          </p>
        )}
      </section>
      <section aria-labelledby="releases">
        <h2 id="releases">Recent releases</h2>
        <Releases releases={ended.body?.items} />
      </section>
    </div>
  );
}

function Routes({
  routes,
  open,
  usage,
}: {
  readonly routes: readonly Route[] | undefined;
  readonly open: readonly ReleaseSummary[];
  readonly usage: RecentUse;
}) {
  if (routes === undefined) return <p className="quiet">Loading…</p>;
  if (routes.length === 0) {
    return (
      <div className="empty">
        <p>There is no route yet.</p>
        <p className="quiet">
          Describe one in a file and run <code>npx tidegate apply -f tidegate.yaml</code>.
        </p>
      </div>
    );
  }
  const idle = routes.filter(({ release }) => release === null);
  return (
    <>
      <ul className="routes">
        {routes
          .filter(({ release }) => release !== null)
          .map((route) => (
            <li key={route.id}>
              <RouteCard
                route={route}
                release={open.find(({ id }) => id === route.release?.id)}
                use={usage.get(route.id)}
              />
            </li>
          ))}
      </ul>
      {idle.length > 0 && <IdleRoutes routes={idle} usage={usage} />}
    </>
  );
}

function Releases({ releases }: { readonly releases: readonly ReleaseSummary[] | undefined }) {
  if (releases === undefined) return <p className="quiet">Loading…</p>;
  if (releases.length === 0) {
    return (
      <div className="empty">
        <p>No release has ended yet.</p>
        <p className="quiet">
          Start one here, or with <code>npx tidegate release start --route NAME --model MODEL</code>.
        </p>
      </div>
    );
  }
  return <ReleaseTable releases={releases} />;
}
