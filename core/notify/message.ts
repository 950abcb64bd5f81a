import type { ReleaseEventType } from '../release/record.ts';
import type { NotificationTarget } from './target.ts';

/** One event of a release, as it is told. */
export interface NotifiedEvent {
  readonly event: ReleaseEventType;
  readonly release: string;
  readonly route: string;
  readonly sequence: number;
  readonly stage: string;
  readonly status: string;
  readonly weight: number;
  readonly actor: string;
  readonly reason: string;
}

const USUAL_TEXT = '{route}: {event} at {weight} ({stage}), by {actor}: {reason} [{release}]';
const LONGEST_TEXT = 3_000;

/** What is posted, as JSON: of a Standard Webhook with a `text`, or for Slack the text alone. */
export function messageOf(
  target: Pick<NotificationTarget, 'format' | 'text'>,
  event: NotifiedEvent,
  at: Date,
): Readonly<Record<string, unknown>> {
  const text = fill(target.text ?? USUAL_TEXT, event, target.format === 'slack');
  if (target.format === 'slack') return { text };
  return { type: `release.${event.event}`, timestamp: at.toISOString(), data: event, text };
}

/** A name in braces that is none of the event's stays as it is. Of a Slack text the control characters are escaped. */
function fill(template: string, event: NotifiedEvent, isSlack: boolean): string {
  const values: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(event).map(([name, value]) => [name, String(value)])),
    event: event.event.replaceAll('_', ' '),
    weight: `${Number((event.weight * 100).toFixed(2))} %`,
  };
  const text = template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? (values[name] ?? '') : whole;
    return isSlack ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : value;
  });
  return text.slice(0, LONGEST_TEXT);
}
