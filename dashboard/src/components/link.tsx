import type { MouseEvent, ReactNode } from 'react';
import { navigate } from '../router.ts';

interface LinkProps {
  readonly to: string;
  readonly className?: string;
  /** It leads to where the reader is. */
  readonly current?: boolean;
  readonly children: ReactNode;
}

/** A link to another page of the dashboard: a plain click changes the page without loading it, any other is the browser's. */
export function Link({ to, className, current = false, children }: LinkProps) {
  function onClick(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  }
  return (
    <a href={to} className={className} onClick={onClick} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  );
}

/** A link to another place; it learns nothing of this one. */
export function ExternalLink({ to, className, children }: Omit<LinkProps, 'current'>) {
  return (
    <a href={to} className={className} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
