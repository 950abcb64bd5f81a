/* Moments and spans of time as people read them. */

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** `14:03:21`, with the day before it where it is not today: `5 Nov, 14:03:21`. */
export function formatMoment(iso: string, nowMs: number): string {
  const at = new Date(iso);
  const time = clock.format(at);
  return at.toDateString() === new Date(nowMs).toDateString() ? time : `${day.format(at)}, ${time}`;
}

/** `just now`, `40 s ago`, `3 min ago`, `5 h ago`, `12 d ago`. */
export function formatAgo(iso: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(iso)) / 1_000);
  return seconds < 5 ? 'just now' : `${formatSpan(seconds * 1_000)} ago`;
}

/** The span in its largest fitting unit: `40 s`, `3 min`, `5 h`, `12 d`. */
export function formatSpan(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
