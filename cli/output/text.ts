import { colours } from './colours.ts';
import { formatDuration } from '../../core/duration.ts';
import { percent } from '../../core/release/steps.ts';
import type { ReleaseSummary } from '../../control/api/schemas/release.ts';

/** Small texts that several commands show. */

export type Status = ReleaseSummary['status'];

const STATUS_COLOURS: Readonly<Record<Status, (text: string) => string>> = {
  scheduled: colours.cyan,
  starting: colours.cyan,
  running: colours.cyan,
  awaiting_approval: colours.yellow,
  paused: colours.yellow,
  blocked: colours.red,
  held: colours.yellow,
  completing: colours.cyan,
  rolling_back: colours.red,
  completed: colours.green,
  rolled_back: colours.red,
  aborted: colours.magenta,
};

export function statusText(status: Status): string {
  return STATUS_COLOURS[status](status.replaceAll('_', ' '));
}

/** How long ago, at one unit: `3 min ago`. */
export function ago(time: string, now: Date = new Date()): string {
  const elapsedMs = Math.max(0, now.getTime() - Date.parse(time));
  const days = Math.floor(elapsedMs / 86_400_000);
  if (days >= 2) return `${days} d ago`;
  return `${formatDuration(Math.floor(elapsedMs / 1_000) * 1_000).replace(/(min|h) .*$/, '$1')} ago`;
}

export const clockTime = (time: string): string => time.slice(11, 19);

const BAR_WIDTH = 20;

/** A weight as a bar: `█████░░░░░░░░░░░░░░░   25 %`. */
export function weightBar(weight: number, width = BAR_WIDTH): string {
  const filled = Math.round(weight * width);
  return `${colours.cyan('█'.repeat(filled))}${colours.dim('░'.repeat(width - filled))} ${percent(weight).padStart(6)}`;
}
