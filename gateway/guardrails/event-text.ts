/** One server-sent event as latin1, and where its payload stands. */
export interface EventText {
  readonly text: string;
  /** Absent for comments and for what is no JSON object. */
  readonly data: { readonly start: number; readonly end: number } | undefined;
}

const BOUNDARY = /\r\n\r\n|\n\n|\n\r\n|\r\r/g;
const DATA_LINE = /(^|\r\n|\n|\r)data: ?([^\r\n]*)/g;

/** The events of bytes that were cut between events. */
export function eventTexts(events: Buffer): EventText[] {
  const text = events.toString('latin1');
  const result: EventText[] = [];
  let from = 0;
  BOUNDARY.lastIndex = 0;
  for (let match = BOUNDARY.exec(text); match !== null; match = BOUNDARY.exec(text)) {
    const end = match.index + match[0].length;
    result.push(eventText(text.slice(from, end)));
    from = end;
  }
  if (from < text.length) result.push(eventText(text.slice(from)));
  return result;
}

function eventText(text: string): EventText {
  const lines = Array.from(text.matchAll(DATA_LINE));
  if (lines.length > 1) return eventText(onOneLine(text, lines));
  const [line] = lines;
  if (line === undefined) return { text, data: undefined };
  const payload = line[2] ?? '';
  const end = line.index + line[0].length;
  return {
    text,
    data: payload.trim() === '' || payload.trim() === '[DONE]' ? undefined : { start: end - payload.length, end },
  };
}

/** Between the lines of a payload stands only white space of its JSON. */
function onOneLine(text: string, lines: readonly RegExpExecArray[]): string {
  const payload = lines.map((line) => line[2]).join(' ');
  return `${text.replaceAll(DATA_LINE, '').trim()}\ndata: ${payload}\n\n`.trimStart();
}
