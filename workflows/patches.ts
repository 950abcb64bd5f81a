/** What releases that began before go on without; each name stands in the histories of those that began after. */
export const PATCHES = {
  /** The approval of a stage is asked for at its first step only: one that lapsed later held a release for good. */
  approvalEntersStage: 'approval-enters-stage',
  /** Before its first step, a release asks whether a freeze or a closed window keeps its route. */
  openBeforeFirstStep: 'open-before-first-step',
} as const;
