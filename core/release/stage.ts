/** Where a release is on its way. `rollback` is the way back; the other four are the way forward, in this order. */
export const STAGES = ['shadow', 'canary', 'ramp', 'bake', 'rollback'] as const;
export type Stage = (typeof STAGES)[number];
export type ForwardStage = Exclude<Stage, 'rollback'>;

/** How a release ends. */
export const ENDINGS = ['completed', 'rolled_back', 'aborted'] as const;
export type Ending = (typeof ENDINGS)[number];
