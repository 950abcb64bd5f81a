import { formatSpan } from '../format/times.ts';
import { useAwaySince } from '../live/away.ts';
import { useNow } from '../live/now.ts';
import { Icon } from './icon.tsx';

/** Shown while nobody answers: what is on the page is then as old as it says. */
export function AwayBanner() {
  const since = useAwaySince();
  return since === undefined ? null : <Away since={since} />;
}

function Away({ since }: { readonly since: number }) {
  const now = useNow();
  return (
    <div className="away tone-waiting" role="alert">
      <Icon shape="dots" />
      <p>
        <strong>The control plane does not answer.</strong> This is how things stood before; the page goes on by itself.
        A release needs no control plane to go on, or to roll back.
      </p>
      <span className="away-span" aria-hidden="true">
        {formatSpan(Math.max(0, now - since))}
      </span>
    </div>
  );
}
