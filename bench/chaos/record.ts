import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Finding } from './invariants/seen.ts';
import type { Played } from './releases.ts';
import type { Struck } from './strike.ts';

/** What one run came to. A long run is made in parts, each under a seed of its own, and told as one. */
export interface Part {
  readonly seed: number;
  readonly struck: readonly Struck[];
  readonly played: readonly Played[];
  readonly findings: readonly Finding[];
}

export function appendPart(file: string, part: Part): void {
  appendFileSync(file, `${JSON.stringify(part)}\n`);
}

/** The parts of a file that this program wrote; none where there is no file. */
export function readParts(file: string): readonly Part[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Part);
}

export function sumOf(parts: readonly Part[]): Omit<Part, 'seed'> {
  const findings = new Map<string, Finding>();
  for (const finding of parts.flatMap((part) => part.findings)) {
    const sum = findings.get(finding.name);
    findings.set(finding.name, sum === undefined ? finding : added(sum, finding));
  }
  return {
    struck: parts.flatMap(({ struck }) => struck),
    played: parts.flatMap(({ played }) => played),
    findings: [...findings.values()],
  };
}

function added(one: Finding, other: Finding): Finding {
  return {
    name: one.name,
    looked: addedNumbers(one.looked, other.looked),
    violations: [...one.violations, ...other.violations],
  };
}

/** What was looked at is a text with numbers in it: each is added to the one at its place in the other. */
function addedNumbers(one: string, other: string): string {
  const numbers = [...other.matchAll(/\d+/g)].map(Number);
  return one.replaceAll(/\d+/g, (digits) => String(Number(digits) + (numbers.shift() ?? 0)));
}
