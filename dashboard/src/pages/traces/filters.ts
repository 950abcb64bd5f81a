import type { Input } from '../../../../client/types.ts';
import { ARMS } from '../../../../core/release/arm.ts';

/* What calls are searched by. The names are those of the API, in the address too. */

export interface Filter {
  readonly name: string;
  readonly label: string;
  readonly placeholder?: string;
  readonly choices?: readonly { readonly value: string; readonly word: string }[];
  /** Shown at once; the others when asked for, or when they are used. */
  readonly first?: boolean;
  readonly type?: 'number';
}

export const FILTERS: readonly Filter[] = [
  { name: 'text', label: 'Words', placeholder: 'refund -test "not found"', first: true },
  { name: 'route', label: 'Route', placeholder: 'support-agent', first: true },
  { name: 'arm', label: 'Arm', choices: ARMS.map((arm) => ({ value: arm, word: arm })), first: true },
  {
    name: 'outcome',
    label: 'Outcome',
    choices: [
      { value: 'ok', word: 'answered' },
      { value: 'error', word: 'failed' },
      { value: 'timeout', word: 'timed out' },
    ],
    first: true,
  },
  { name: 'release', label: 'Release', placeholder: 'rel_…' },
  { name: 'version', label: 'Version', placeholder: '7', type: 'number' },
  { name: 'trace', label: 'Trace', placeholder: '32 hexadecimal digits' },
  { name: 'session', label: 'Session' },
  { name: 'user', label: 'User' },
  { name: 'cohort', label: 'Cohort', placeholder: 'tenant=acme' },
  { name: 'step', label: 'Step', placeholder: 'planner' },
  { name: 'status', label: 'Status', placeholder: '502', type: 'number' },
  { name: 'errorType', label: 'Error type', placeholder: 'timeout' },
  { name: 'minLatencyMs', label: 'Slower than (ms)', placeholder: '5000', type: 'number' },
  { name: 'minCostUsd', label: 'Dearer than ($)', placeholder: '0.05', type: 'number' },
];

const NAMES = new Set(FILTERS.map(({ name }) => name));

type Search = NonNullable<Input<'listTraces'>['query']>;

/** The part of the address that is a search. What the API does not know is left out. */
export function queryOf(asked: Readonly<Record<string, string>>): Search {
  return Object.fromEntries(Object.entries(asked).filter(([name, value]) => NAMES.has(name) && value !== ''));
}

export const isAsked = (asked: Readonly<Record<string, string>>): boolean => Object.keys(queryOf(asked)).length > 0;
