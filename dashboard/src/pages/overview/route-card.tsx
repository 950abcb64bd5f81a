import type { CostItem, ReleaseSummary, Route } from '../../api/types.ts';
import { Badge } from '../../components/badge.tsx';
import { Icon } from '../../components/icon.tsx';
import { Link } from '../../components/link.tsx';
import { Ago } from '../../components/moment.tsx';
import { TrafficBar } from '../../components/traffic-bar.tsx';
import { stageAtWeight } from '../../format/stage.ts';
import { STATUS_WORDS } from '../../format/words.ts';
import { releasePath, routePath } from '../../router.ts';
import { RouteFacts } from './route-facts.tsx';
import { RouteHealth } from './route-health.tsx';

interface RouteCardProps {
  readonly route: Route;
  /** The release that has the route, where its summary is known yet. */
  readonly release: ReleaseSummary | undefined;
  readonly use: CostItem | undefined;
}

/** A route with a release under way: what serves it, how the traffic is split, and where the release stands. */
export function RouteCard({ route, release, use }: RouteCardProps) {
  return (
    <article className="card route">
      <header className="route-head">
        <h3>
          <Link to={routePath(route.id)}>{route.id}</Link>
        </h3>
        {release && <Badge wording={STATUS_WORDS[release.status]} />}
      </header>
      <RouteFacts route={route} />
      <RouteHealth use={use} />
      {route.release && <RouteRelease route={route} claim={route.release} release={release} />}
    </article>
  );
}

interface RouteReleaseProps extends Omit<RouteCardProps, 'use'> {
  readonly claim: NonNullable<Route['release']>;
}

function RouteRelease({ route, claim, release }: RouteReleaseProps) {
  return (
    <div className="route-release">
      <TrafficBar
        stableVersion={route.stableVersion}
        candidateVersion={claim.candidateVersion}
        weight={claim.weight}
        mirrorRate={claim.mirrorRate}
      />
      <p className="reason">
        <strong>{stageAtWeight(claim.stage, claim.weight)}</strong>
        {release && <> · {release.reason}</>}
      </p>
      <p className="route-foot">
        {release && (
          <span className="quiet">
            {release.changes.join(', ')} · by {release.requestedBy} <Ago at={release.requestedAt} />
          </span>
        )}
        <Link to={releasePath(claim.id)} className="go">
          Watch release<span className="visually-hidden"> of {route.id}</span>
          <Icon shape="arrow" />
        </Link>
      </p>
    </div>
  );
}
