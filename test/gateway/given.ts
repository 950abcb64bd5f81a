import { createHash } from 'node:crypto';
import OpenAI from 'openai';
import type { z } from 'zod';
import { asReleaseId, asReplicaId, asRouteId } from '../../core/ids.ts';
import { limitSchema } from '../../core/limits/limit-schema.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import {
  addPairs,
  addStatistics,
  EMPTY_PAIRS,
  EMPTY_STATISTICS,
  type PairStatistics,
  type Statistics,
} from '../../core/llm/statistics.ts';
import type { Arm } from '../../core/release/arm.ts';
import { providerSchema } from '../../core/route/provider-schema.ts';
import type { KeySnapshot, Rollout, RouteSnapshot, Snapshot } from '../../core/route/snapshot.ts';
import type { RouteVersionInput } from '../../core/route/version.ts';
import { routeVersionSchema } from '../../core/route/version-schema.ts';
import { type Clock, systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import type { AnswerStore } from '../../gateway/cache/answer-store.ts';
import type { AdmissionLimits } from '../../gateway/http/admission.ts';
import type { CounterStore } from '../../gateway/limits/counter-store.ts';
import type { LimitEventWriter } from '../../gateway/limits/limit-events.ts';
import { createLogger } from '../../platform/log.ts';
import type { CallExport } from '../../platform/telemetry/otlp/otlp-export.ts';
import { BehaviourBook, behaviourSchema } from '../../simulator/provider/behaviour.ts';
import { createSimulatedProvider, type SimulatedProvider } from '../../simulator/provider/provider.ts';
import { waitFor } from '../support/wait-for.ts';
import { MemoryOutcomes, MemorySnapshots } from './memory.ts';

export const ROUTE = 'support-agent';
export const KEY = 'tg_test_key_0123456789';
export const RELEASE = asReleaseId('rel_test');

export interface Given {
  readonly stable?: Partial<RouteVersionInput>;
  readonly candidate?: Partial<RouteVersionInput>;
  readonly rollout?: Partial<Omit<Rollout, 'candidate'>>;
  readonly key?: Partial<KeySnapshot>;
  readonly limits?: readonly z.input<typeof limitSchema>[];
  readonly counters?: CounterStore;
  readonly limitEvents?: LimitEventWriter;
  readonly answers?: AnswerStore;
  /** The provider of both arms, in the place of the simulated one. */
  readonly providerUrl?: string;
  readonly candidateProviderUrl?: string;
  /** What is not OpenAI-compatible about the provider of stable, and of the candidate. */
  readonly provider?: Partial<z.input<typeof providerSchema>>;
  readonly candidateProvider?: Partial<z.input<typeof providerSchema>>;
  readonly clock?: Clock;
  readonly admission?: Partial<AdmissionLimits>;
  readonly calls?: CallExport;
}

/** A real gateway before a real simulated provider, over loopback; only the store is in memory. */
export class World {
  readonly behaviours = new BehaviourBook();
  readonly provider: SimulatedProvider = createSimulatedProvider({ behaviours: this.behaviours, seed: 7 });
  readonly outcomes = new MemoryOutcomes();
  readonly evaluator = new ThreadEvaluator();
  snapshots!: MemorySnapshots;
  gateway!: Gateway;
  url = '';
  client!: OpenAI;

  static async given(given: Given = {}): Promise<World> {
    const world = new World();
    const providerUrl = await world.provider.listen(0, '127.0.0.1');
    for (const model of ['stable-model', 'candidate-model', 'fallback-model']) world.behaves(model, {});
    world.snapshots = new MemorySnapshots(snapshotOf(given, providerUrl));
    if (given.rollout) world.snapshots.watches = { [RELEASE]: 10_000 };
    world.gateway = createGateway({
      replica: asReplicaId('gw_test'),
      snapshots: world.snapshots,
      outcomes: world.outcomes,
      feedback: { take: async () => [] },
      evaluator: world.evaluator,
      readSecret: ({ env }) => {
        if (env === 'MISSING_KEY') throw new Error(`The environment variable ${env} is not set.`);
        return `secret-of-${env}`;
      },
      clock: given.clock ?? systemClock,
      random: () => 0.01,
      log: createLogger('test', { level: 'silent' }),
      intervalMs: 20,
      ...(given.admission && { admission: given.admission }),
      ...(given.calls && { calls: given.calls }),
      ...(given.counters && { counters: given.counters }),
      ...(given.answers && { answers: given.answers }),
      ...(given.limitEvents && { limitEvents: given.limitEvents }),
    });
    world.url = await world.gateway.listen(0, '127.0.0.1');
    world.client = new OpenAI({ apiKey: KEY, baseURL: `${world.url}/v1`, maxRetries: 0 });
    await waitFor(async () => (await fetch(`${world.url}/readyz`)).ok, { within: '5s', what: 'a ready gateway' });
    if (given.rollout) await world.heartbeats(2);
    return world;
  }

  /** Sets how a model behaves; quick and faultless where nothing else is said. */
  behaves(model: string, behaviour: Record<string, unknown>): void {
    this.behaviours.set(model, behaviourSchema.parse({ latencyMs: { p50: 0, p99: 0 }, ...behaviour }));
  }

  async heartbeats(count: number): Promise<void> {
    const seen = this.snapshots.beats.length;
    await waitFor(() => this.snapshots.beats.length >= seen + count, { within: '10s', what: `${count} heartbeats` });
  }

  /** The outcomes of that many calls, in the order in which they were recorded. */
  async recorded(count: number): Promise<Outcome[]> {
    await waitFor(() => this.outcomes.outcomes.length >= count, { within: '10s', what: `${count} outcomes` });
    return this.outcomes.outcomes;
  }

  statistics(arm: Arm, cohort = 'all'): Statistics {
    return this.outcomes.flushes
      .flatMap(({ statistics }) => statistics)
      .filter((entry) => entry.arm === arm && entry.cohort === cohort)
      .reduce((sum, entry) => addStatistics(sum, entry.statistics), EMPTY_STATISTICS);
  }

  pairs(): PairStatistics {
    return this.outcomes.flushes
      .flatMap(({ pairs }) => pairs)
      .filter(({ cohort }) => cohort === 'all')
      .reduce((sum, entry) => addPairs(sum, entry.statistics), EMPTY_PAIRS);
  }

  async end(): Promise<void> {
    await this.gateway.close();
    await this.provider.close();
  }
}

export const QUESTION = [{ role: 'user' as const, content: 'Where is my order?' }];

export function routeOf(given: Given): RouteSnapshot {
  const stable = version('stable-model', given.stable);
  const candidate = version('candidate-model', {
    ...given.stable,
    model: 'candidate-model',
    provider: 'candidates',
    ...given.candidate,
  });
  const rollout: Rollout | undefined = given.rollout && {
    releaseId: RELEASE,
    stage: 'canary',
    weight: 0,
    mirrorRate: 0,
    cohortBy: [],
    ...given.rollout,
    candidate: { number: 2, config: candidate },
  };
  return {
    id: asRouteId(ROUTE),
    assignBy: ['session', 'user', 'trace'],
    generation: 1,
    stable: { number: 1, config: stable },
    ...(rollout && { rollout }),
  };
}

function snapshotOf(given: Given, simulatedUrl: string): Snapshot {
  const provider = (
    id: string,
    url: string,
    change: Given['provider'] = {},
  ): [string, ReturnType<typeof providerSchema.parse>] => [
    id,
    providerSchema.parse({
      id,
      kind: 'openai-compatible',
      baseUrl: `${url}/v1`,
      apiKey: { env: 'PROVIDER_KEY' },
      prices: {
        'stable-model': { inputPerMillionUsd: 1, outputPerMillionUsd: 2 },
        'candidate-model': { inputPerMillionUsd: 2, outputPerMillionUsd: 4 },
      },
      ...change,
    }),
  ];
  return {
    version: 1,
    routes: new Map([[ROUTE, routeOf(given)]]),
    providers: new Map([
      provider('simulated', given.providerUrl ?? simulatedUrl, given.provider),
      provider(
        'candidates',
        given.candidateProviderUrl ?? given.providerUrl ?? simulatedUrl,
        given.candidateProvider ?? given.provider,
      ),
      provider('spare', simulatedUrl),
    ]),
    limits: new Map((given.limits ?? []).map((limit) => [limit.id, limitSchema.parse(limit)])),
    keys: new Map([[sha256(KEY), { id: 'key_1', tenant: 'acme', labels: {}, ...given.key }]]),
  };
}

function version(model: string, input: Partial<RouteVersionInput> = {}): ReturnType<typeof routeVersionSchema.parse> {
  return routeVersionSchema.parse({ provider: 'simulated', model, ...input });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
