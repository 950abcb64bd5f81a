import type { ConfigFile } from '../../core/config-schema.ts';
import { configFileSchema } from '../../core/config-schema.ts';
import { asRouteId } from '../../core/ids.ts';
import type { ReleaseSpecInput } from '../../core/release/spec.ts';
import type { Behaviour } from '../../simulator/provider/behaviour.ts';

/* What the demo plays: a route of its own, a candidate that is fine, and one that turns bad after shadow. */

export const DEMO_ROUTE = asRouteId('demo-support-agent');

export const MODELS = { stable: 'demo-steady', good: 'demo-better', bad: 'demo-flaky' } as const;

/** Share of the bad candidate's calls that fail once it has turned bad. */
export const FAULT_RATE = 0.3;
/** Calls a second that the demo's app makes. */
export const CALLS_PER_SECOND = 50;

/** How the simulated provider's models behave: the same but for a little speed, until the fault. */
export const BEHAVIOURS = {
  [MODELS.stable]: { errorRate: 0.001, latencyMs: { p50: 40, p99: 120 } },
  [MODELS.good]: { errorRate: 0.001, latencyMs: { p50: 34, p99: 105 } },
  [MODELS.bad]: { errorRate: 0.001, latencyMs: { p50: 38, p99: 115 } },
} satisfies Readonly<Record<string, Partial<Behaviour>>>;

/** A provider that fails once fails the call: without retries of the route's own, what arms do is what users would see. */
export function demoConfiguration(providerUrl: string): ConfigFile {
  const price = { inputPerMillionUsd: 0.25, outputPerMillionUsd: 2 };
  return configFileSchema.parse({
    providers: [
      {
        id: 'demo-simulator',
        kind: 'openai-compatible',
        baseUrl: `${providerUrl}/v1`,
        prices: Object.fromEntries(Object.values(MODELS).map((model) => [model, price])),
      },
    ],
    routes: [
      {
        id: DEMO_ROUTE,
        stable: {
          provider: 'demo-simulator',
          model: MODELS.stable,
          prompt: { name: 'support', version: '2026-11-01', system: 'You are the support agent of Acme.' },
          retries: { attempts: 0 },
        },
      },
    ],
  });
}

/** The plan of a real release with short stages: the same code, less waiting. */
export function demoRelease(model: string, description: string): ReleaseSpecInput {
  return {
    route: DEMO_ROUTE,
    candidate: { model },
    description,
    plan: {
      shadow: { rate: 0.3, minPairs: 60, maxDuration: '2m', maxSpendUsd: 1 },
      canary: { weight: 0.1, minRequests: 60, minDuration: '10s' },
      ramp: [
        { weight: 0.25, minRequests: 80, minDuration: '5s' },
        { weight: 0.5, minRequests: 150, minDuration: '5s' },
      ],
      bake: { duration: '8s' },
      maxDuration: '10m',
    },
    gates: [
      { metric: 'error_rate', maxIncrease: 0.01 },
      { metric: 'latency_p95', maxRatio: 1.5 },
      { metric: 'schema_invalid_rate', maxIncrease: 0.05 },
    ],
  };
}
