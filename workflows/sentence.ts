const LONGEST = 200;

/** A text that fits where Temporal takes one line: summaries are bounded, and too long a one fails the workflow's task. */
export function sentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
