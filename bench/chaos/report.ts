import type { Finding } from './invariants/seen.ts';
import type { Played } from './releases.ts';
import { nameOf } from './schedule.ts';
import type { Struck } from './strike.ts';

/** Violations of one promise that are told one by one. */
const TOLD = 20;

/** What a run came to, in Markdown. */
export function report(struck: readonly Struck[], played: readonly Played[], findings: readonly Finding[]): string {
  const violations = findings.reduce((sum, finding) => sum + finding.violations.length, 0);
  const good = played.filter(({ kind }) => kind === 'good').length;
  return [
    `${struck.length} faults, ${played.length} releases (${good} good, ${played.length - good} bad), ${violations} violations`,
    '',
    '| fault | times | whole again after, p50 | p99 |',
    '|---|---|---|---|',
    ...faultRows(struck),
    '',
    '| promise | looked at | violations |',
    '|---|---|---|',
    ...findings.map(({ name, looked, violations: found }) => `| ${name} | ${looked} | ${found.length} |`),
    ...findings.flatMap(({ name, violations: found }) => toldOf(name, found)),
  ].join('\n');
}

function faultRows(struck: readonly Struck[]): readonly string[] {
  const names = [...new Set(struck.map(({ fault }) => nameOf(fault)))].toSorted();
  const rowOf = (name: string, ones: readonly Struck[]): string => {
    const times = ones.map(({ liftedAtMs, wholeAtMs = Infinity }) => wholeAtMs - liftedAtMs);
    return `| ${name} | ${ones.length} | ${seconds(quantile(times, 0.5))} | ${seconds(quantile(times, 0.99))} |`;
  };
  return [
    ...names.map((name) =>
      rowOf(
        name,
        struck.filter(({ fault }) => nameOf(fault) === name),
      ),
    ),
    rowOf('all', struck),
  ];
}

function toldOf(name: string, violations: readonly string[]): readonly string[] {
  if (violations.length === 0) return [];
  const more = violations.length > TOLD ? [`- and ${violations.length - TOLD} more`] : [];
  return ['', `${name}:`, ...violations.slice(0, TOLD).map((text) => `- ${text}`), ...more];
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

const seconds = (ms: number): string => (Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : 'never');
