import type { Logger } from '../platform/log.ts';
import type { Redis } from '../store/redis.ts';
import { dropAnswers, readAnswer, writeAnswer } from '../store/redis-answers.ts';
import { applyRedisOperations } from '../store/redis-counters.ts';
import type { AnswerStore } from './cache/answer-store.ts';
import type { CounterStore } from './limits/counter-store.ts';

/** Redis as the gateway's ports. */
export function redisCounters(redis: Redis): CounterStore {
  return { apply: (operations) => applyRedisOperations(redis, operations) };
}

/** Answers that all replicas share. Each replica deletes the spaces that it has used once they are served no more. */
export function redisAnswers(redis: Redis, log: Logger): AnswerStore {
  const used = new Set<string>();
  return {
    get: (space, key) => readAnswer(redis, space, key),
    set(space, key, answer, { ttlMs }) {
      used.add(space);
      return writeAnswer(redis, space, key, answer, ttlMs);
    },
    keepOnly(spaces) {
      for (const space of [...used].filter((each) => !spaces.has(each))) {
        used.delete(space);
        dropAnswers(redis, space).catch((error: unknown) => {
          log.debug({ err: error }, 'answers that are served no more were not deleted; they expire');
        });
      }
    },
  };
}
