import { TidegateError } from '../../core/errors.ts';
import type { Behaviour } from '../../simulator/provider/behaviour.ts';

/** Tells the simulated provider how a model behaves from now on. */
export async function setBehaviour(providerUrl: string, model: string, behaviour: Partial<Behaviour>): Promise<void> {
  const url = `${providerUrl}/behaviour/${encodeURIComponent(model)}`;
  const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(behaviour) };
  const response = await fetch(url, init).catch((cause: unknown) => {
    const message = `The simulated provider cannot be reached at ${providerUrl}: the demo needs it, set TIDEGATE_SIMULATOR_PORT or TIDEGATE_SIMULATOR_URL`;
    throw new TidegateError('unavailable', message, { cause });
  });
  if (response.ok) return;
  throw new TidegateError(
    'unavailable',
    `The simulated provider answered ${response.status}: ${await response.text()}`,
  );
}
