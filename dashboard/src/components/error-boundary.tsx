import { Component, type ReactNode } from 'react';
import { Notice } from './notice.tsx';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: unknown;
}

/** Instead of an empty page: what went wrong in the page itself, and the way out. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override readonly state: ErrorBoundaryState = { error: undefined };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <main>
        <Notice tone="bad">
          The page failed: {error instanceof Error ? error.message : 'for a reason it cannot tell'}.{' '}
          <a href={location.pathname}>Load it again</a>
        </Notice>
      </main>
    );
  }
}
