import type { Pages } from '../live/pages.ts';

/** What stands below a list in pages: the way to older entries, and back to the newest. */
export function More({ pages, what }: { readonly pages: Pages<unknown>; readonly what: string }) {
  if (!pages.more && !pages.standing) return null;
  return (
    <p className="more-row">
      {pages.more && (
        <button type="button" className="button" disabled={pages.busy} onClick={() => pages.loadMore()}>
          {pages.busy ? 'Loading…' : `Show older ${what}`}
        </button>
      )}
      {pages.standing && (
        <button type="button" className="button plain" onClick={() => pages.restart()}>
          Back to the newest, live
        </button>
      )}
    </p>
  );
}
