import { ENDED } from '../../../core/release/status.ts';
import { listEvents, type ReleaseEventRow } from '../../../store/release-events.ts';
import { WEIGHTS } from '../scenario.ts';
import type { Played } from '../releases.ts';
import type { Finding, Seen } from './seen.ts';

/** A release with its timeline. */
export interface Timeline {
  readonly played: Played;
  readonly candidateVersion: number;
  readonly events: readonly ReleaseEventRow[];
}

export async function readTimelines({ stack: { database }, played }: Seen): Promise<readonly Timeline[]> {
  const rows = await database<{ id: string; version: number }[]>`
    SELECT id, candidate_version AS version FROM releases WHERE id = ANY(${played.map(({ id }) => id)})`;
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  return Promise.all(
    played.map(async (one) => ({
      played: one,
      candidateVersion: versions.get(one.id) ?? 0,
      events: await listEvents(database, one.id),
    })),
  );
}

const RIGHT_ENDING = { good: 'completed', bad: 'rolled_back' } as const;

/** Each release came to its right end, and no release is there that nobody asked for. */
export async function checkEndings({ stack, played }: Seen): Promise<Finding> {
  const wrong = played
    .filter(({ kind, ending }) => ending !== RIGHT_ENDING[kind])
    .map(({ id, kind, ending }) => `${id} is ${kind} and ended ${ending ?? 'not at all'}`);
  const strangers = await stack.database<{ id: string }[]>`
    SELECT id FROM releases WHERE id <> ALL(${played.map(({ id }) => id)})`;
  return {
    name: 'each release ends as it should',
    looked: `${played.length} releases`,
    violations: [...wrong, ...strangers.map(({ id }) => `${id} was started, but nobody asked for it`)],
  };
}

/** Each transition once, in order, under the next number, and with one audit entry; the chain of the audit is whole. */
export async function checkTransitions({ stack }: Seen, timelines: readonly Timeline[]): Promise<Finding> {
  const violations: string[] = [];
  for (const timeline of timelines) {
    const { id } = timeline.played;
    const audited = await stack.database<{ action: string }[]>`
      SELECT action FROM audit WHERE subject = ${`release/${id}`} AND action <> 'release.accepted' ORDER BY sequence`;
    const written = timeline.events.map(({ type }) => `release.${type}`);
    const entries = audited.map(({ action }) => action);
    if (written.join() !== entries.join())
      violations.push(`${id}: the timeline says ${written.join(', ')}, the audit ${entries.join(', ')}`);
    violations.push(...faultsOf(timeline).map((fault) => `${id}: ${fault}`));
  }
  const verified = await stack.tidegate('audit', 'verify', '--json').catch((error: unknown) => String(error));
  if (!/"intact":\s*true/.test(verified)) violations.push(`tidegate audit verify: ${verified}`);
  const count = timelines.reduce((sum, { events }) => sum + events.length, 0);
  return { name: 'each transition once, in order, audited', looked: `${count} transitions`, violations };
}

/** What a timeline has that one without faults would not: acknowledgements and holds may come in between, steps may not. */
export function faultsOf({ played, events }: Timeline): readonly string[] {
  const faults: string[] = [];
  const first = events[0]?.sequence ?? 0;
  if (events.some(({ sequence }, index) => sequence !== first + index)) faults.push('its numbers have gaps');
  const steps = events.filter(({ type }) => STEPS.has(type)).map(({ type, weight }) => `${type} ${weight}`);
  const whole = played.kind === 'good' ? GOOD : BAD;
  if (!whole.some((expected) => expected.join() === steps.join())) faults.push(`its steps were ${steps.join(', ')}`);
  const end = events.findIndex(({ status }) => ENDED.includes(status));
  if (end !== events.length - 1) faults.push('something happened after its end');
  const snapshots = events.flatMap(({ snapshotVersion }) => snapshotVersion ?? []);
  if (snapshots.some((version, index) => version <= (snapshots[index - 1] ?? 0)))
    faults.push(`its publications were not in order: ${snapshots.join(', ')}`);
  return faults;
}

const STEPS: ReadonlySet<string> = new Set([
  'started',
  'advanced',
  'completing',
  'completed',
  'rollback_started',
  'rolled_back',
  'abort_started',
  'aborted',
  'lost_route',
]);
const FORWARD = [`started ${WEIGHTS[0]}`, ...WEIGHTS.slice(1).map((weight) => `advanced ${weight}`), 'advanced 1'];
const GOOD = [[...FORWARD, 'completing 1', 'completed 1']];
/** It may be found out at each step. */
const BAD = FORWARD.map((_, step) => [...FORWARD.slice(0, step + 1), 'rollback_started 0', 'rolled_back 0']);
