import { TidegateError } from '../../core/errors.ts';
import { waitUntil } from '../wait-until.ts';

export interface HealthCheck {
  /** As a sentence's subject: `The gateway`. */
  readonly subject: string;
  readonly url: string;
  readonly withinMs: number;
  readonly interrupted?: AbortSignal | undefined;
}

/** @throws TidegateError `unavailable` with the last answer, where the URL does not answer 2xx in time */
export async function waitUntilHealthy(check: HealthCheck): Promise<void> {
  const { subject, url, withinMs, interrupted } = check;
  let last = 'nothing';
  const isHealthy = async (): Promise<boolean> => {
    const answer = await ask(url);
    last = answer.text;
    return answer.healthy;
  };
  if (await waitUntil(isHealthy, { withinMs, everyMs: 50, interrupted })) return;
  const message = `${subject} is not ready after ${withinMs / 1_000} s: ${url} answers ${last}`;
  throw new TidegateError('unavailable', message, { retryable: false });
}

async function ask(url: string): Promise<{ readonly healthy: boolean; readonly text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return { healthy: response.ok, text: `${response.status} ${(await response.text()).slice(0, 500)}` };
  } catch (error) {
    const { cause } = error as Error;
    return { healthy: false, text: String(cause ?? error) };
  }
}
