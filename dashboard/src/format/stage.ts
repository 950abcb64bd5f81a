import { percent } from '../../../core/release/steps.ts';
import type { Stage } from '../../../core/release/stage.ts';

const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  shadow: 'Shadow',
  canary: 'Canary',
  ramp: 'Ramp',
  bake: 'Bake',
  rollback: 'Rollback',
};

export const stageWord = (stage: Stage): string => STAGE_WORDS[stage];

/** `Ramp 25 %`; a stage that serves nobody has no weight to tell. */
export function stageAtWeight(stage: Stage, weight: number): string {
  return weight === 0 ? stageWord(stage) : `${stageWord(stage)} ${percent(weight)}`;
}
