import { Notice } from '../../components/notice.tsx';
import { Link } from '../../components/link.tsx';
import { useTitle } from '../../components/title.ts';
import { STATUS_WORDS } from '../../format/words.ts';
import { useWatchedRelease } from '../../live/watch-release.ts';
import type { WatchedRelease } from '../../live/watched-release.ts';
import { OVERVIEW_PATH, routePath } from '../../router.ts';
import type { Release } from '../../api/types.ts';
import { Acknowledgement } from './acknowledgement.tsx';
import { ArmsCost } from './arms-cost.tsx';
import { Approvals } from './approvals.tsx';
import { Gates } from './gates.tsx';
import { ReleaseAnnouncer } from './release-announcer.tsx';
import { ReleaseHead } from './release-head.tsx';
import { Standing } from './standing.tsx';
import { StepsPath } from './steps-path.tsx';
import { Timeline } from './timeline.tsx';
import { WeightPlot } from './weight-plot.tsx';

/** One release, live. */
export function ReleasePage({ id }: { readonly id: string }) {
  const watched = useWatchedRelease(id);
  const { release, error } = watched;
  return (
    <>
      <p className="crumbs">
        <Link to={OVERVIEW_PATH}>Routes</Link>
        <span aria-hidden="true"> / </span>
        {release === undefined ? id : <Link to={routePath(release.route)}>{release.route}</Link>}
        {release !== undefined && <span aria-hidden="true"> / </span>}
        {release?.id}
      </p>
      {error && <Notice tone="bad">{error.message}</Notice>}
      {release === undefined ? (
        !error && <p className="quiet">Loading…</p>
      ) : (
        <Loaded watched={watched} release={release} />
      )}
    </>
  );
}

function Loaded({ watched, release }: { readonly watched: WatchedRelease; readonly release: Release }) {
  useTitle(`${release.route}: ${STATUS_WORDS[release.status].word}`);
  return (
    <>
      <ReleaseAnnouncer release={release} />
      <ReleaseHead release={release} connection={watched.connection} />
      <Standing release={release} />
      <StepsPath release={release} />
      <div className="columns">
        <div className="column-wide">
          <Gates release={release} observations={watched.observations} />
        </div>
        <div className="column-narrow">
          <WeightPlot release={release} />
          <Approvals release={release} />
          <ArmsCost release={release} />
          <Timeline timeline={release.timeline} />
          <Acknowledgement acknowledgement={release.acknowledgement} />
        </div>
      </div>
    </>
  );
}
