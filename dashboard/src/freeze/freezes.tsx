import { useState } from 'react';
import type { Freeze } from '../api/types.ts';
import { AskDialog } from '../components/ask-dialog.tsx';
import { Icon } from '../components/icon.tsx';
import { Ago } from '../components/moment.tsx';
import { formatMoment } from '../format/times.ts';
import { useMay, useSession } from '../session/session.ts';

/** What is frozen now, each with the way to end it. */
export function Freezes({ freezes }: { readonly freezes: readonly Freeze[] }) {
  return freezes.length === 0 ? null : (
    <ul className="freezes" aria-label="Frozen now">
      {freezes.map((freeze) => (
        <li key={freeze.route ?? ''}>
          <FreezeNotice freeze={freeze} />
        </li>
      ))}
    </ul>
  );
}

function FreezeNotice({ freeze: { route, reason, by, since, until } }: { readonly freeze: Freeze }) {
  const { client } = useSession();
  const { allowed, why } = useMay('freeze');
  const [asked, setAsked] = useState(false);
  return (
    <div className="notice freeze tone-waiting">
      <Icon shape="stop" />
      <p className="freeze-words">
        <strong>{route === null ? 'All routes are frozen' : `${route} is frozen`}</strong>
        {until !== null && <> until {formatMoment(until, Date.now())}</>}: {reason}
        <span className="freeze-by">
          by {by} <Ago at={since} />
        </span>
      </p>
      <button type="button" className="button" disabled={!allowed} title={why} onClick={() => setAsked(true)}>
        End freeze
      </button>
      {asked && (
        <AskDialog
          title={route === null ? 'End the freeze of all routes' : `End the freeze of ${route}`}
          consequence="Releases may start and go forward again."
          reasonLabel="Reason"
          reasonRequired={false}
          button="End freeze"
          danger={false}
          onClose={() => setAsked(false)}
          send={async (reason, options) => {
            const body = { ...(route !== null && { route }), ...(reason !== '' && { reason }) };
            await client.call('unfreeze', { body }, options);
          }}
        />
      )}
    </div>
  );
}
