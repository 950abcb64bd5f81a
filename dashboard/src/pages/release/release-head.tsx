import { formatDuration } from '../../../../core/duration.ts';
import type { Release } from '../../api/types.ts';
import { Badge } from '../../components/badge.tsx';
import { Icon } from '../../components/icon.tsx';
import { ExternalLink } from '../../components/link.tsx';
import { Ago } from '../../components/moment.tsx';
import { STATUS_WORDS } from '../../format/words.ts';
import type { WatchedRelease } from '../../live/watched-release.ts';
import { SteeringBar } from './steering-bar.tsx';

interface ReleaseHeadProps {
  readonly release: Release;
  readonly connection: WatchedRelease['connection'];
}

export function ReleaseHead({ release, connection }: ReleaseHeadProps) {
  const { requestedAt, endedAt } = release;
  return (
    <header className="release-head">
      <div className="release-title">
        <h1>
          {release.route}{' '}
          <span className="versions">
            v{release.stableVersion} → v{release.candidateVersion}
          </span>
        </h1>
        <Badge wording={STATUS_WORDS[release.status]} />
        <Connection connection={connection} />
      </div>
      {release.description !== null && <p className="description">{release.description}</p>}
      <p className="quiet release-facts">
        <span>
          Changes <strong>{release.changes.join(', ')}</strong>
        </span>
        <span>
          Started by <strong>{release.requestedBy}</strong> <Ago at={requestedAt} />
        </span>
        {endedAt !== null && <span>Took {formatDuration(Date.parse(endedAt) - Date.parse(requestedAt))}</span>}
        <ExternalLink to={release.temporalUrl}>
          Open in Temporal <Icon shape="external" />
        </ExternalLink>
      </p>
      <SteeringBar release={release} />
    </header>
  );
}

const CONNECTION_WORDS = { connecting: 'Connecting…', live: 'Live', lost: 'Reconnecting…' } as const;

/** Whether the page follows the release as it happens. */
function Connection({ connection }: Pick<ReleaseHeadProps, 'connection'>) {
  if (connection === 'over') return null;
  return <span className={`connection connection-${connection}`}>{CONNECTION_WORDS[connection]}</span>;
}
