import { z } from 'zod';
import type { CallFacts } from '../core/llm/facts.ts';
import type { Redis } from './redis.ts';

const PREFIX = 'tidegate:cache:';
const MAX_KEYS_PER_UNLINK = 500;

const answerSchema = z.object({
  bytes: z.string(),
  facts: z.object({
    responseId: z.string().optional(),
    responseModel: z.string().optional(),
    finishReason: z.string().optional(),
    refused: z.boolean().optional(),
  }),
  storedAtMs: z.number(),
});

/** An answer as it is kept, what it says of itself included. */
export interface RedisAnswer {
  readonly bytes: string;
  readonly facts: CallFacts;
  readonly storedAtMs: number;
}

/** The answer under the key; `undefined` where there is none, or where it is not one that this program knows. */
export async function readAnswer(redis: Redis, space: string, key: string): Promise<RedisAnswer | undefined> {
  const text = await redis.get(answerKey(space, key));
  if (text === null) return undefined;
  const parsed = answerSchema.safeParse(JSON.parse(text));
  return parsed.success ? (parsed.data as RedisAnswer) : undefined;
}

/** Keeps the answer, and notes that it is one of its space. */
export async function writeAnswer(
  redis: Redis,
  space: string,
  key: string,
  answer: RedisAnswer,
  ttlMs: number,
): Promise<void> {
  const own = answerKey(space, key);
  await redis
    .multi()
    .set(own, JSON.stringify(answer), { expiration: { type: 'PX', value: ttlMs } })
    .sAdd(spaceKey(space), own)
    .pExpire(spaceKey(space), ttlMs + 60_000)
    .exec();
}

/** Deletes all answers of the space. */
export async function dropAnswers(redis: Redis, space: string): Promise<void> {
  for (;;) {
    const keys = await redis.sPopCount(spaceKey(space), MAX_KEYS_PER_UNLINK);
    const [first, ...others] = keys;
    if (first === undefined) return;
    await redis.unlink([first, ...others]);
  }
}

function answerKey(space: string, key: string): string {
  return `${PREFIX}${key}:${space}`;
}

function spaceKey(space: string): string {
  return `${PREFIX}space:${space}`;
}
