import { closedReason } from '../core/release/change-window.ts';
import { freezeReason } from '../core/release/freeze.ts';
import { windowsOf } from '../core/release/policy.ts';
import type { Queryable } from './database.ts';
import { freezeOf } from './freezes.ts';
import { policiesOf } from './policies.ts';

/** Why nothing of a route goes forward, and what ends that. Going back never stands still. */
export interface Standstill {
  readonly reason: string;
  readonly resolution: string;
}

/** What holds all releases of a route at that moment: a freeze, else a change window that is closed. */
export async function standstillOf(database: Queryable, route: string, nowMs: number): Promise<Standstill | undefined> {
  const freeze = await freezeOf(database, route);
  if (freeze !== undefined) return { reason: freezeReason(freeze), resolution: 'the freeze ends' };
  const reason = closedReason(windowsOf(await policiesOf(database, route)), nowMs);
  return reason === undefined ? undefined : { reason, resolution: 'the change window opens' };
}
