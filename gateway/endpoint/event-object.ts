import { isRecord } from '../../core/llm/facts.ts';
import type { EventMeaning } from './endpoint.ts';

/** The JSON object that is the payload of an event, or `undefined`. */
export function eventObject(data: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(data);
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** What an event means that cannot be read. */
export const UNREADABLE: EventMeaning = { error: { message: 'An event holds no JSON object.' }, told: false };
