import { formatDuration } from '../../../../core/duration.ts';
import type { ReleaseSummary } from '../../api/types.ts';
import { Badge } from '../../components/badge.tsx';
import { Link } from '../../components/link.tsx';
import { Ago } from '../../components/moment.tsx';
import { asSentence } from '../../format/sentence.ts';
import { STATUS_WORDS } from '../../format/words.ts';
import { releasePath } from '../../router.ts';

/** Releases that have ended, newest first: how, why, and what was in them. On a phone each row becomes a block. */
export function ReleaseTable({ releases }: { readonly releases: readonly ReleaseSummary[] }) {
  return (
    <table className="card releases">
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Route</th>
          <th scope="col">Change</th>
          <th scope="col">Why</th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody>
        {releases.map((release) => (
          <ReleaseRow key={release.id} release={release} />
        ))}
      </tbody>
    </table>
  );
}

function ReleaseRow({ release }: { readonly release: ReleaseSummary }) {
  const { endedAt, requestedAt } = release;
  return (
    <tr>
      <td>
        <Badge wording={STATUS_WORDS[release.status]} />
      </td>
      <th scope="row">
        <Link to={releasePath(release.id)}>
          {release.route}{' '}
          <span className="versions">
            v{release.stableVersion} → v{release.candidateVersion}
          </span>
        </Link>
      </th>
      <td>{release.changes.join(', ')}</td>
      <td className="reason">{asSentence(release.reason)}</td>
      <td className="when">
        <Ago at={endedAt ?? requestedAt} />
        {endedAt !== null && (
          <span className="quiet"> after {formatDuration(Date.parse(endedAt) - Date.parse(requestedAt))}</span>
        )}
      </td>
    </tr>
  );
}
