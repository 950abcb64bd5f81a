import type { Redis } from '../store/redis.ts';
import { applyRedisOperations } from '../store/redis-counters.ts';
import type { CounterStore } from './limits/counter-store.ts';

/** Redis as the gateway's ports. */
export function redisCounters(redis: Redis): CounterStore {
  return { apply: (operations) => applyRedisOperations(redis, operations) };
}
