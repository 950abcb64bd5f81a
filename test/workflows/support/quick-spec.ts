import type { ReleaseSpecInput } from '../../../core/release/spec.ts';

/** A plan that takes seconds: every stage, each left as soon as the evidence allows. */
export const QUICK_PLAN: ReleaseSpecInput['plan'] = {
  shadow: { rate: 0.5, minPairs: 20 },
  canary: { weight: 0.1, minRequests: 20, minDuration: '500ms' },
  ramp: [{ weight: 0.5, minRequests: 50, minDuration: '500ms' }],
  bake: { duration: '1s' },
  maxDuration: '10m',
};
export const GATES: ReleaseSpecInput['gates'] = [{ metric: 'error_rate', maxIncrease: 0.05 }];

/** What a test asks for that differs. */
export type Change = Partial<Omit<ReleaseSpecInput, 'route' | 'candidate'>>;
