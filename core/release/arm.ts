/** What served (or mirrored) a request. */
export const ARMS = ['stable', 'candidate', 'shadow'] as const;
export type Arm = (typeof ARMS)[number];
