import { Pool } from 'undici';
import type { ProviderConfig } from '../../core/route/provider.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import type { SecretReader } from '../ports.ts';
import { priceOf } from './price-list.ts';
import type { Wire } from './provider/provider.ts';
import { PROVIDERS } from './provider/providers.ts';
import type { Target } from './target.ts';
import { type TargetGuard, TargetGuards } from './target-guards.ts';
import { TargetHealths } from './target-health.ts';

/** Keep-alive connections to each provider. Providers at one origin share them. */
export class ProviderPools {
  readonly #readSecret: SecretReader;
  readonly #outbound: Outbound;
  readonly #pools = new Map<string, Pool>();
  readonly #healths = new TargetHealths();
  readonly guards = new TargetGuards();

  constructor(readSecret: SecretReader, outbound: Outbound) {
    this.#readSecret = readSecret;
    this.#outbound = outbound;
  }

  /** A model of the provider, ready to be called. A secret that is not set is the target's problem, not an exception. */
  target(provider: ProviderConfig, model: string): Target {
    const key = this.#key(provider);
    const { origin, hostname } = new URL(provider.baseUrl);
    const problem = key.problem ?? this.#outbound.refusal(hostname)?.message;
    const wires = new Map<Endpoint, Wire | undefined>();
    return {
      provider: provider.id,
      model,
      dispatcher: this.#pool(origin),
      wire(endpoint) {
        if (!wires.has(endpoint)) wires.set(endpoint, PROVIDERS[provider.kind].wire(provider, model, endpoint));
        return wires.get(endpoint);
      },
      headers: requestHeaders(provider, key.value),
      price: priceOf(provider, model),
      health: this.#healths.of(`${provider.id}/${model}`),
      ...(problem !== undefined && { problem }),
    };
  }

  /** A target that stands for a provider which is not there. */
  missing(provider: string, model: string): Target {
    const problem = `The route names the provider ${provider}, which is not configured.`;
    return {
      provider,
      model,
      dispatcher: this.#pool('http://127.0.0.1:1'),
      wire: () => undefined,
      headers: [],
      price: undefined,
      health: this.#healths.of(`${provider}/${model}`),
      problem,
    };
  }

  guard(name: string, config: RouteVersionConfig): TargetGuard {
    return this.guards.of(name, config);
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#pools.values(), (pool) => pool.destroy()));
  }

  #key({ apiKey }: ProviderConfig): { value?: string; problem?: string } {
    if (apiKey === undefined) return {};
    try {
      return { value: this.#readSecret(apiKey) };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  /** The one place where connections to providers are made. */
  #pool(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, { ...POOL_OPTIONS, connect: this.#outbound.connect });
    this.#pools.set(origin, pool);
    return pool;
  }
}

const POOL_OPTIONS: Pool.Options = {
  connections: 2_048,
  pipelining: 1,
  allowH2: false,
  // Below the idle limits of common load balancers (60 s and more), so that the gateway is the one that closes.
  keepAliveTimeout: 30_000,
  keepAliveMaxTimeout: 60_000,
  keepAliveTimeoutThreshold: 2_000,
  // CallTimer watches each call; these would only cost timers.
  headersTimeout: 0,
  bodyTimeout: 0,
};

/**
 * Answers are asked for unpacked: unpacking and packing again would cost more than it saves on a fast link. What the
 * configuration sets takes the place of a header of that name.
 */
function requestHeaders(provider: ProviderConfig, key: string | undefined): string[] {
  const own = ['content-type', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tidegate'];
  const set = new Set(Object.keys(provider.headers).map((name) => name.toLowerCase()));
  const headers = [...own, ...PROVIDERS[provider.kind].headers(key)];
  const kept = headers.filter((_text, index) => !set.has(headers[index & ~1] ?? ''));
  return [...kept, ...Object.entries(provider.headers).flat()];
}
