/** A score or a label, as it was given. */
export interface Opinion {
  readonly name: string;
  readonly value?: boolean | number | string | undefined;
  /** A score from here on passes. */
  readonly passes?: number | undefined;
  readonly comment?: string | undefined;
}

/** What an opinion says to a gate: one trial of a rate, bad or not. */
export interface Signal {
  readonly metric: string;
  readonly bad: boolean;
}

/** What each name of ours means: its metric, and which of its values is the bad one. */
const KNOWN: Readonly<Record<string, { readonly metric: string; readonly good: unknown; readonly bad: unknown }>> = {
  thumbs: { metric: 'thumbs_down_rate', good: 'up', bad: 'down' },
  task: { metric: 'task_failure_rate', good: 'completed', bad: 'failed' },
  escalated: { metric: 'escalation_rate', good: false, bad: true },
  abandoned: { metric: 'abandon_rate', good: false, bad: true },
  overridden: { metric: 'override_rate', good: false, bad: true },
};
const COMMENT = 'comment';
const PASSES = 0.5;

/** What the opinion counts for; `undefined` for a comment, or a label of the user's own, which are only kept. */
export function signalOf({ name, value, passes = PASSES }: Opinion): Signal | undefined {
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (known !== undefined) return { metric: known.metric, bad: value === known.bad };
  const metric = `eval_fail_rate:${name}`;
  if (typeof value === 'boolean') return { metric, bad: !value };
  if (typeof value === 'number') return { metric, bad: value < passes };
  return value === 'pass' || value === 'fail' ? { metric, bad: value === 'fail' } : undefined;
}

/** Why the opinion can not be taken, as a sentence; `undefined` where it can. */
export function signalFault({ name, value, comment }: Opinion): string | undefined {
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (known !== undefined && value !== known.good && value !== known.bad)
    return `the value of "${name}" is ${JSON.stringify(known.good)} or ${JSON.stringify(known.bad)}`;
  if (name === COMMENT) return comment === undefined ? 'a comment needs its text in "comment"' : undefined;
  return value === undefined ? `"${name}" needs a value: pass, fail, true, false, a score or a label` : undefined;
}
