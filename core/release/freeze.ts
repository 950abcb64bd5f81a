/** Nothing is started and nothing goes forward, on one route or (`null`) on all. Going back is never frozen. */
export interface Freeze {
  readonly route: string | null;
  readonly by: string;
  readonly reason: string;
  /** Without an end it lasts until somebody ends it. */
  readonly until: Date | null;
}

/** Why nothing goes on, as a sentence. */
export function freezeReason({ route, by, reason, until }: Freeze): string {
  const what = route === null ? 'all routes are' : `route "${route}" is`;
  const end = until === null ? '' : ` until ${until.toISOString()}`;
  return `${what} frozen by ${by}${end}: ${reason}`;
}
