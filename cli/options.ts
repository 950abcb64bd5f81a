import { InvalidArgumentError } from 'commander';

/** Parsers of option values; what they throw is told as wrong usage. */

export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('it must be a whole number above 0.');
  return count;
}

export function parsePositive(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError('it must be a number above 0.');
  return number;
}

export function parseSeed(text: string): number {
  const seed = Number(text);
  if (text === '' || !Number.isSafeInteger(seed)) throw new InvalidArgumentError('it must be a whole number.');
  return seed;
}

export function parseLimit(text: string): number {
  const limit = parseCount(text);
  if (limit > 200) throw new InvalidArgumentError('it must be at most 200.');
  return limit;
}

/** `temperature=0.2` repeated: the value is JSON where it is some, else text. */
export function parseParam(text: string, before: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('it must look like temperature=0.2.');
  return { ...before, [text.slice(0, equals)]: jsonOrText(text.slice(equals + 1)) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // an unquoted word is text
  }
}
