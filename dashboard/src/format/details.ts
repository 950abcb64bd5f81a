import { formatDuration } from '../../../core/duration.ts';
import { formatCount } from './numbers.ts';

export interface Detail {
  readonly name: string;
  readonly value: string;
}

/** A detail of a timeline's entry for people: `tookMs: 187` is `took`, `187 ms`. */
export function describeDetail(name: string, value: string | number): Detail {
  if (typeof value === 'string') return { name: inWords(name), value };
  if (name.endsWith('Ms')) return { name: inWords(name.slice(0, -2)), value: formatDuration(value) };
  return { name: inWords(name), value: Number.isInteger(value) ? formatCount(value) : String(value) };
}

/** `eValue` is `e value`. */
function inWords(camelCase: string): string {
  return camelCase.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
