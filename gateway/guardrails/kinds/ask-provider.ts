import type { Endpoint } from '../../endpoint/endpoint.ts';
import { errorType } from '../../upstream/failure.ts';
import { runTarget } from '../../upstream/run.ts';
import type { Target } from '../../upstream/target.ts';
import type { GuardServices } from '../guard.ts';

/** The longest text that a provider is asked about, characters. */
const MAX_ASKED_CHARACTERS = 400_000;

/**
 * A plain answer of a configured provider, as JSON.
 * @throws Error where none comes in time
 */
export async function askProvider(
  { clock, random }: GuardServices,
  endpoint: Endpoint,
  target: Target,
  request: Readonly<Record<string, unknown>>,
  timeoutMs: number,
): Promise<unknown> {
  const endBy = clock.monotonicMs() + timeoutMs;
  const limits = { connectMs: timeoutMs, firstTokenMs: Infinity, betweenTokensMs: timeoutMs, beginBy: endBy, endBy };
  const body = Buffer.from(JSON.stringify({ model: target.model, ...request }));
  const run = await runTarget(
    { endpoint, target, body, streamed: false, forwardUsage: false, limits, retries: 1, mayRetry: () => true },
    { clock, random },
    () => undefined,
  );
  if (run.result.kind === 'plain')
    return JSON.parse(Buffer.from(run.result.text, 'latin1').toString('utf8')) as unknown;
  throw new Error(`The provider did not answer: ${run.result.kind === 'failure' ? errorType(run.result.failure) : ''}`);
}

export function joinedForAsking(texts: readonly { readonly text: string }[]): string {
  const text = texts.map((one) => one.text).join('\n\n');
  if (text.length > MAX_ASKED_CHARACTERS)
    throw new Error(`The text is longer than ${MAX_ASKED_CHARACTERS} characters.`);
  return text;
}
