import type { Look } from '../core/decision/look.ts';
import type { Exposure } from './virtual-traffic.ts';

/** Who decides in a simulation: this project's engine, or the documented rules of another tool. */
export const JUDGES = ['tidegate', 'argo', 'flagger', 'kayenta', 'growthbook'] as const;
export type JudgeName = (typeof JUDGES)[number];

export type Decision = 'go_on' | 'hold' | 'completed' | 'rolled_back';

/** One release as its judge runs it: what is exposed now, and what it decides after each look. */
export interface Judge {
  exposure(): Exposure;
  /** How many seconds the next look may take at most. */
  lookSeconds(second: number): number;
  after(look: Look, second: number): Decision;
}
