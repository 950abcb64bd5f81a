import { Pool } from 'undici';
import type { ProviderConfig } from '../../core/route/provider.ts';
import type { SecretReader } from '../ports.ts';
import type { Target } from './target.ts';

/** Keep-alive connections to each provider. Providers at one origin share them. */
export class ProviderPools {
  readonly #readSecret: SecretReader;
  readonly #pools = new Map<string, Pool>();

  constructor(readSecret: SecretReader) {
    this.#readSecret = readSecret;
  }

  /** A model of the provider, ready to be called. A secret that is not set is the target's problem, not an exception. */
  target(provider: ProviderConfig, model: string): Target {
    const url = new URL(provider.baseUrl);
    const key = this.#key(provider);
    return {
      provider: provider.id,
      model,
      dispatcher: this.#pool(url.origin),
      basePath: url.pathname.replace(/\/+$/, ''),
      search: url.search,
      headers: requestHeaders(provider, key.value),
      price: provider.prices[model],
      ...(key.problem !== undefined && { problem: key.problem }),
    };
  }

  /** A target that stands for a provider which is not there. */
  missing(provider: string, model: string): Target {
    const problem = `The route names the provider ${provider}, which is not configured.`;
    return {
      provider,
      model,
      dispatcher: this.#pool('http://127.0.0.1:1'),
      basePath: '',
      search: '',
      headers: [],
      price: undefined,
      problem,
    };
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

  #pool(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, POOL_OPTIONS);
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
  connect: { timeout: 30_000 },
};

/** Answers are asked for unpacked: unpacking and packing again would cost more than it saves on a fast link. */
function requestHeaders(provider: ProviderConfig, key: string | undefined): string[] {
  const own = ['content-type', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tidegate'];
  const auth = key === undefined ? [] : ['authorization', `Bearer ${key}`];
  return [...own, ...auth, ...Object.entries(provider.headers).flat()];
}
