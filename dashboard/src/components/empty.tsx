import type { ReactNode } from 'react';

/** Where there is nothing to show: what that means, and what to do about it. */
export function Empty({ what, children }: { readonly what: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{what}</p>
      {children !== undefined && <p className="quiet">{children}</p>}
    </div>
  );
}
