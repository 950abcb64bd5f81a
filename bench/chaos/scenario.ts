import { setBehaviour } from '../../cli/demo/simulated-models.ts';
import type { ApiClient } from '../../client/client.ts';
import { configFileSchema } from '../../core/config-schema.ts';
import type { ReleaseSpecInput } from '../../core/release/spec.ts';
import type { Behaviour } from '../../simulator/provider/behaviour.ts';

/* What is played: stable models that never fail, candidates that are as good, and ones that fail many of their calls. */

export type Kind = 'good' | 'bad';

export const WEIGHTS = [0.2, 0.5] as const;
const FAULT_RATE = 0.5;
const LATENCY = { p50: 25, p99: 80 };
const MODELS = {
  good: ['chaos-good-1', 'chaos-good-2'],
  bad: ['chaos-bad'],
} as const;

const BEHAVIOURS: Readonly<Record<string, Partial<Behaviour>>> = {
  'chaos-good-1': { errorRate: 0, latencyMs: LATENCY },
  'chaos-good-2': { errorRate: 0, latencyMs: LATENCY },
  'chaos-bad': { errorRate: FAULT_RATE, latencyMs: LATENCY },
};

export const routeName = (index: number): string => `chaos-${index + 1}`;

/** Describes the models and applies the routes. */
export async function prepare(api: ApiClient, providerUrl: string, routes: readonly string[]): Promise<void> {
  for (const [model, behaviour] of Object.entries(BEHAVIOURS)) await setBehaviour(providerUrl, model, behaviour);
  const stable = { provider: 'chaos-simulator', model: MODELS.good[0], retries: { attempts: 0 } };
  const body = configFileSchema.parse({
    providers: [{ id: 'chaos-simulator', kind: 'openai-compatible', baseUrl: `${providerUrl}/v1` }],
    routes: routes.map((id) => ({ id, stable })),
  });
  await api.call('applyConfiguration', { query: { force: 'true' }, body });
}

/** The `index`th release of a route; a good one changes to the model that is not stable. */
export function specOf(route: string, kind: Kind, index: number, goodOnes: number): ReleaseSpecInput {
  const model = kind === 'bad' ? MODELS.bad[0] : MODELS.good[(goodOnes + 1) % 2];
  return {
    route,
    candidate: { model },
    description: `chaos ${route} ${index}: ${kind}`,
    plan: {
      shadow: 'off',
      canary: { weight: WEIGHTS[0], minRequests: 30, minDuration: '3s' },
      ramp: [{ weight: WEIGHTS[1], minRequests: 40, minDuration: '3s' }],
      bake: { duration: '3s' },
      maxDuration: '30m',
    },
    gates: [{ metric: 'error_rate', maxIncrease: 0.1 }],
  };
}
