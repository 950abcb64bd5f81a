import { TidegateError } from '../core/errors.ts';
import type { KeyLimit } from '../core/limits/limit.ts';
import { keyLimitSchema, MEASURES, WINDOWS } from '../core/limits/limit-schema.ts';

const LIMIT = new RegExp(`^([0-9][0-9_.]*)-(${MEASURES.join('|')})/(${WINDOWS.join('|')})$`);

/**
 * A limit as people write it: `60-requests/minute`. It is named by what it counts, such as `requests-per-minute`.
 * @throws TidegateError `invalid_input` with one sentence
 */
export function parseKeyLimit(text: string): KeyLimit {
  const [, amount = '', measure, window] = LIMIT.exec(text) ?? [];
  const max = Number(amount.replaceAll('_', ''));
  const parsed = keyLimitSchema.safeParse({ id: `${measure}-per-${window}`, measure, window, max });
  if (parsed.success) return parsed.data;
  const example = 'such as 60-requests/minute, 50-usd/day or 2000000-tokens/month';
  throw new TidegateError('invalid_input', `--limit ${text} is none: write AMOUNT-MEASURE/WINDOW, ${example}`);
}

export function limitText({ max, measure, window }: KeyLimit): string {
  return `${max} ${measure}/${window}`;
}

/** @throws TidegateError `invalid_input` with one sentence */
export function parseLabels(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new TidegateError('invalid_input', `--label ${text} is none: write NAME=VALUE`);
    }),
  );
}
