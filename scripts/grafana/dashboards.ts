import { COST_DASHBOARD } from './cost.ts';
import { GATEWAY_INTERNALS } from './gateway-internals.ts';
import type { Dashboard } from './panel.ts';
import { RELEASE_PROGRESS } from './release-progress.ts';
import { ROUTE_HEALTH } from './route-health.ts';
import { WORKER_AND_TEMPORAL } from './worker-and-temporal.ts';

export const DASHBOARDS: readonly Dashboard[] = [
  ROUTE_HEALTH,
  RELEASE_PROGRESS,
  COST_DASHBOARD,
  GATEWAY_INTERNALS,
  WORKER_AND_TEMPORAL,
];
