import type { AlertKind, CostAlert } from '../core/cost/alert.ts';
import { type Database, json, type Queryable } from './database.ts';
import { enqueueNotice } from './notifications.ts';

/** Writes an alert down and puts it into the outbox, both or neither; one that is there already changes nothing. */
export async function recordAlert(database: Database, alert: CostAlert): Promise<boolean> {
  const { kind, what, sentence, details } = alert;
  const route = alert.subject['route'] ?? null;
  return database.begin(async (transaction) => {
    const [row] = await transaction<{ id: number }[]>`
      INSERT INTO cost_alerts (kind, subject, what, period, route, sentence, details)
      VALUES (${kind}, ${subjectText(alert.subject)}, ${what}, ${new Date(alert.periodMs)}, ${route}, ${sentence},
        ${json(transaction, details)})
      ON CONFLICT DO NOTHING RETURNING id`;
    if (row === undefined) return false;
    const event = kind === 'drift' ? ('cost_drift' as const) : ('budget' as const);
    await enqueueNotice(transaction, 'cost', { event, alert: row.id, route, what, reason: sentence });
    return true;
  });
}

/** When each series last drifted: those before are over, and what it does since is the new usual. */
export async function lastDrifts(database: Queryable, from: Date): Promise<ReadonlyMap<string, number>> {
  const rows = await database<{ subject: string; what: string; ms: number }[]>`
    SELECT subject, what, (extract(epoch FROM max(period)) * 1000)::double precision AS ms FROM cost_alerts
    WHERE kind = 'drift' AND period >= ${from} GROUP BY 1, 2`;
  return new Map(rows.map(({ subject, what, ms }) => [`${subject} ${what}`, ms]));
}

export const seriesKey = (subject: CostAlert['subject'], metric: string): string => `${subjectText(subject)} ${metric}`;

const subjectText = (subject: CostAlert['subject']): string =>
  JSON.stringify(Object.fromEntries(Object.entries(subject).toSorted(([one], [other]) => (one < other ? -1 : 1))));

export interface StoredAlert {
  readonly id: number;
  readonly kind: AlertKind;
  readonly subject: Readonly<Record<string, string>>;
  readonly what: string;
  readonly period: Date;
  readonly at: Date;
  readonly sentence: string;
}

/** Newest first. */
export async function listAlerts(
  database: Queryable,
  {
    route,
    limit,
    before,
  }: { readonly route?: string | undefined; readonly limit: number; readonly before?: number | undefined },
): Promise<readonly StoredAlert[]> {
  return database<StoredAlert[]>`
    SELECT id, kind, subject::jsonb AS subject, what, period, at, sentence FROM cost_alerts
    WHERE true ${route === undefined ? database`` : database`AND route = ${route}`}
      ${before === undefined ? database`` : database`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`;
}

/** How many there were, by kind and what; of budgets the state alone. */
export async function countAlerts(
  database: Queryable,
): Promise<readonly { readonly kind: AlertKind; readonly what: string; readonly alerts: number }[]> {
  return database`
    SELECT kind, CASE kind WHEN 'budget' THEN substring(what FROM '\\S+$') ELSE what END AS what, count(*) AS alerts
    FROM cost_alerts GROUP BY 1, 2`;
}
