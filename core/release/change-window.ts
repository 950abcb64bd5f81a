/** When routes may change: on some days of the week, between two times of the day, as a place's clocks show them. */
export interface ChangeWindow {
  readonly days: readonly Weekday[];
  /** `09:00`; the window begins on one of its days. */
  readonly from: string;
  /** `17:00`; one that is not after `from` is of the next day, and `24:00` is the end of the same. */
  readonly to: string;
  /** An IANA name such as `Europe/Berlin`. */
  readonly timeZone: string;
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const DAY_MINUTES = 1_440;
const DAY_MS = 86_400_000;

/**
 * Why nothing may change at that moment, as a sentence; `undefined` where it may. Each set of windows must have one that
 * is open; a set without windows is always open.
 */
export function closedReason(sets: readonly (readonly ChangeWindow[])[], atMs: number): string | undefined {
  if (isOpen(sets, atMs)) return undefined;
  const opensMs = nextOpening(sets, atMs);
  const when = opensMs === undefined ? 'none opens within four weeks' : `the next opens ${momentText(opensMs)}`;
  const windows = sets.filter((set) => !set.some((window) => covers(window, atMs)));
  return `outside the change window (${windows.map((set) => set.map(windowText).join(' or ')).join('; and ')}): ${when}`;
}

/** When all sets are open next, in epoch ms; `undefined` where that is not within four weeks. */
export function nextOpening(sets: readonly (readonly ChangeWindow[])[], atMs: number): number | undefined {
  const starts = sets.flatMap((set) => set.flatMap((window) => openings(window, atMs)));
  return starts.toSorted((left, right) => left - right).find((startMs) => isOpen(sets, startMs));
}

/** `mon-fri 09:00-17:00 Europe/Berlin`. */
function windowText({ days, from, to, timeZone }: ChangeWindow): string {
  const places = WEEKDAYS.flatMap((day, index) => (days.includes(day) ? [index] : []));
  const [first, last] = [places[0], places.at(-1)];
  const isRun = first !== undefined && last !== undefined && places.length > 2 && last - first === places.length - 1;
  const named = isRun ? `${WEEKDAYS[first]}-${WEEKDAYS[last]}` : places.map((place) => WEEKDAYS[place]).join(', ');
  return `${named} ${from}-${to} ${timeZone}`;
}

function isOpen(sets: readonly (readonly ChangeWindow[])[], atMs: number): boolean {
  return sets.every((set) => set.length === 0 || set.some((window) => covers(window, atMs)));
}

function covers(window: ChangeWindow, atMs: number): boolean {
  const { day, minute } = localTime(window.timeZone, atMs);
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  const has = (each: number): boolean => window.days.includes(WEEKDAYS[(each + 7) % 7] ?? 'mon');
  if (to > from) return has(day) && minute >= from && minute < to;
  return (has(day) && minute >= from) || (has(day - 1) && minute < to);
}

/** The moments of the next four weeks at which the window opens. */
function openings(window: ChangeWindow, atMs: number): number[] {
  const found: number[] = [];
  for (let ahead = 0; ahead <= 28; ahead += 1) {
    const local = localTime(window.timeZone, atMs + ahead * DAY_MS);
    if (!window.days.includes(WEEKDAYS[local.day] ?? 'mon')) continue;
    const startMs = instantOf(window.timeZone, local.dateMs + minuteOf(window.from) * 60_000);
    if (startMs > atMs) found.push(startMs);
  }
  return found;
}

/** The moment at which clocks there show that time. Of a time that is skipped in spring, the moment an hour after. */
function instantOf(timeZone: string, localMs: number): number {
  const offsetAt = (utcMs: number): number => {
    const { dateMs, minute } = localTime(timeZone, utcMs);
    return dateMs + minute * 60_000 - Math.floor(utcMs / 60_000) * 60_000;
  };
  const guessMs = localMs - offsetAt(localMs);
  return localMs - offsetAt(guessMs);
}

interface LocalTime {
  /** 0 is Monday. */
  readonly day: number;
  /** Since midnight. */
  readonly minute: number;
  /** Midnight of the local date, as if it were UTC. */
  readonly dateMs: number;
}

function localTime(timeZone: string, atMs: number): LocalTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(atMs);
  const number = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const dateMs = Date.UTC(number('year'), number('month') - 1, number('day'));
  const day = (new Date(dateMs).getUTCDay() + 6) % 7;
  return { day, minute: (number('hour') * 60 + number('minute')) % DAY_MINUTES, dateMs };
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

const momentText = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16)}Z`;
