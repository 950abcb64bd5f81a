import { type Struck } from '../strike.ts';
import type { ClientCall, Failure } from '../traffic.ts';
import type { Finding, Seen } from './seen.ts';

/** What a kept connection to a replica that is gone may still cost, ms. */
const AFTERMATH_MS = 1_500;

/**
 * Nobody got an error that a gateway with stable alone would not have given. Stable never fails here, so each error is
 * one, but for calls that got no answer while a replica was killed or stood still: those any gateway would have lost.
 * They are counted apart.
 */
export function checkAnswers({ calls, struck }: Seen): Finding {
  const failed = calls.filter((call): call is ClientCall & { answer: Failure } => call.answer.kind === 'failure');
  const outages = struck.filter(({ fault }) => fault.target.startsWith('gateway'));
  const lost = failed.filter((call) => call.answer.status === undefined && outages.some((one) => overlaps(one, call)));
  const ours = failed.filter((call) => !lost.includes(call));
  return {
    name: 'no error but those of a killed or stopped replica',
    looked: `${calls.length} calls, ${lost.length} lost with a replica`,
    violations: ours.map(
      ({ route, startedAtMs, endedAtMs, answer: { status = 'no answer', text } }) =>
        `${route} at ${new Date(startedAtMs).toISOString()} after ${endedAtMs - startedAtMs} ms: ${status}, ${text}`,
    ),
  };
}

function overlaps({ fromMs, liftedAtMs, servedAtMs }: Struck, call: ClientCall): boolean {
  const toMs = Math.max(liftedAtMs, servedAtMs ?? Infinity) + AFTERMATH_MS;
  return call.startedAtMs <= toMs && call.endedAtMs >= fromMs;
}
