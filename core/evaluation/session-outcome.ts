/** What was said of a session while it lasted: names of feedback, and whether the bad value was given. */
export type SaidOfSession = Readonly<Partial<Record<'task' | 'escalated' | 'abandoned' | 'overridden', boolean>>>;

export interface SessionVerdict {
  readonly name: 'abandoned' | 'escalated' | 'overridden';
  readonly value: boolean;
}

/**
 * What a session that has gone quiet came to, beside what was said already: abandoned where nobody said how it ended;
 * not escalated and not overridden where nobody said that it was.
 */
export function sessionVerdicts(said: SaidOfSession): readonly SessionVerdict[] {
  const verdicts: SessionVerdict[] = [];
  const isSettled = said.task !== undefined || said.escalated === true || said.overridden === true;
  if (said.abandoned === undefined) verdicts.push({ name: 'abandoned', value: !isSettled });
  if (said.escalated === undefined) verdicts.push({ name: 'escalated', value: false });
  if (said.overridden === undefined) verdicts.push({ name: 'overridden', value: false });
  return verdicts;
}
