import type { ReleaseEventType } from '../release/record.ts';
import type { NotificationTarget } from './target.ts';
import type { CostEventType } from './topics.ts';

/** What is told: of a release, of a limit, or of what calls cost. */
export type NotifiedEvent = ReleaseNotice | LimitNotice | CostNotice;

/** What is told of a release: an event of it, or that somebody still has to do something. */
export interface ReleaseNotice {
  readonly event: ReleaseEventType | 'approval_reminder' | 'approval_expiring';
  readonly release: string;
  readonly route: string;
  readonly sequence: number;
  readonly stage: string;
  readonly status: string;
  readonly weight: number;
  readonly actor: string;
  readonly reason: string;
}

/** What is told of a limit: its warning level, or its end. */
export interface LimitNotice {
  readonly event: 'limit_warning' | 'limit_reached';
  readonly limit: string;
  /** Of whom it was: the limit's name with the key, tenant, team or route that it is counted for. */
  readonly counter: string;
  readonly measure: string;
  readonly used: number;
  readonly max: number;
  readonly windowStart: string;
  readonly reason: string;
}

export interface CostNotice {
  readonly event: CostEventType;
  /** Number of the alert. */
  readonly alert: number;
  /** Null where it is of more than one route. */
  readonly route: string | null;
  readonly what: string;
  readonly reason: string;
}

const COST_TEXT = '{event}: {reason}';
const USUAL_TEXT = '{route}: {event} at {weight} ({stage}), by {actor}: {reason} [{release}]';
const LIMIT_TEXT = 'limit {limit}: {reason}';
const LONGEST_TEXT = 3_000;

/** What is posted, as JSON: of a Standard Webhook with a `text`, or for Slack the text alone. */
export function messageOf(
  target: Pick<NotificationTarget, 'format' | 'text'>,
  event: NotifiedEvent,
  at: Date,
): Readonly<Record<string, unknown>> {
  const text = fill(templateFor(target, event), event, target.format === 'slack');
  if (target.format === 'slack') return { text };
  const type = typeOf(event);
  return { type, timestamp: at.toISOString(), data: event, text };
}

/** A target's own sentence is made for releases. */
function templateFor({ text }: Pick<NotificationTarget, 'text'>, event: NotifiedEvent): string {
  if ('release' in event) return text ?? USUAL_TEXT;
  return 'limit' in event ? LIMIT_TEXT : COST_TEXT;
}

function typeOf(event: NotifiedEvent): string {
  if ('release' in event) return `release.${event.event}`;
  return 'limit' in event ? event.event.replace('_', '.') : `cost.${event.event.replace('cost_', '')}`;
}

/** A name in braces that is none of the event's stays as it is. Of a Slack text the control characters are escaped. */
function fill(template: string, event: NotifiedEvent, isSlack: boolean): string {
  const values: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(event).map(([name, value]) => [name, String(value)])),
    event: event.event.replaceAll('_', ' '),
    ...('weight' in event && { weight: `${Number((event.weight * 100).toFixed(2))} %` }),
  };
  const text = template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? (values[name] ?? '') : whole;
    return isSlack ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : value;
  });
  return text.slice(0, LONGEST_TEXT);
}
