import { formatAgo, formatMoment } from '../format/times.ts';
import { useNow } from '../live/now.ts';

/** A moment as "3 min ago", with its exact time for whoever points at it, and for machines. */
export function Ago({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {formatAgo(at, now)}
    </time>
  );
}

/** A moment as its time of day. */
export function Clock({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {formatMoment(at, Date.now())}
    </time>
  );
}
