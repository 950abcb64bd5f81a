import { findSensitive, settledLength } from '../../core/redaction/find-sensitive.ts';
import { redact } from '../../core/redaction/redact.ts';

/** What is read of a body, in characters; what comes after is left out. */
const MOST_READ = 256 * 1024;
/** Shorter numbers are no cards, accounts or phones. */
const SHORTEST_NUMBER = 8;

/**
 * Redacts JSON string by string, keys and long numbers included, so that no escape hides anything. Reads so much and no
 * more; a text that is cut there ends where everything that begins before is known whole.
 */
export class ValueRedactor {
  redactions = 0;
  truncated = false;
  #room = MOST_READ;

  redact(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#number(value);
    if (Array.isArray(value)) return value.map((each) => this.redact(each));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, each]) => [this.text(name), this.redact(each)]);
    return Object.fromEntries(entries) as unknown;
  }

  text(text: string): string {
    const cut = text.length > this.#room ? text.slice(0, this.#room) : text;
    this.#room -= cut.length;
    const findings = findSensitive(cut);
    if (cut === text) {
      this.redactions += findings.length;
      return redact(text, findings);
    }
    this.truncated = true;
    const settled = settledLength(cut);
    const whole = findings.filter(({ start }) => start < settled);
    this.redactions += whole.length;
    return redact(cut.slice(0, Math.max(settled, whole.at(-1)?.end ?? 0)), whole);
  }

  #number(value: number): unknown {
    const text = String(value);
    if (text.length < SHORTEST_NUMBER) return value;
    const findings = findSensitive(text);
    this.redactions += findings.length;
    return findings.length === 0 ? value : redact(text, findings);
  }
}
