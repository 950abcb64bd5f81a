/** What scripts can tell apart. */
export const EXIT = { ok: 0, error: 1, usage: 2, rolledBack: 3, aborted: 4, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
