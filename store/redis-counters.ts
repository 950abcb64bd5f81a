import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Operation, Verdict } from '../core/limits/counters.ts';
import type { Redis } from './redis.ts';

/** All counters lie in one slot, so that a cluster can change several of them at once. */
const PREFIX = '{tidegate}:limit:';

/**
 * Carries out operations in their order, all in one round trip; see core/limits/counters.ts for what they mean. A
 * counter is a hash of bucket to amount. ARGV[1] is JSON of [kind, [key index, bucket, from, amount, max or -1, keepMs]...].
 * Sums go back as text: a number would lose what is above 2^31 in some clients.
 */
const SCRIPT = `
local function read(key, from)
  local sum, oldest = 0, nil
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local bucket, amount = tonumber(fields[i]), tonumber(fields[i + 1])
    if bucket >= from then
      sum = sum + amount
      if amount > 0 and (oldest == nil or bucket < oldest) then oldest = bucket end
    end
  end
  return sum, oldest
end

local function add(kind, key, entry)
  local field = string.format('%.0f', entry[2])
  if kind == 'adjust' and redis.call('HEXISTS', key, field) == 0 then return end
  redis.call('HINCRBY', key, field, string.format('%.0f', entry[4]))
  for _, known in ipairs(redis.call('HKEYS', key)) do
    if tonumber(known) < entry[3] then redis.call('HDEL', key, known) end
  end
  if redis.call('PTTL', key) < entry[6] then redis.call('PEXPIRE', key, string.format('%.0f', entry[6] + 60000)) end
end

local verdicts = {}
for index, operation in ipairs(cjson.decode(ARGV[1])) do
  local kind, entries, refused = operation[1], operation[2], ''
  if kind == 'reserve' then
    for at, entry in ipairs(entries) do
      if entry[5] >= 0 and read(KEYS[entry[1]], entry[3]) + entry[4] > entry[5] then
        refused = string.format('%d', at - 1)
        break
      end
    end
  end
  if refused == '' then
    for _, entry in ipairs(entries) do add(kind, KEYS[entry[1]], entry) end
  end
  local verdict = { refused }
  for _, entry in ipairs(entries) do
    local sum, oldest = read(KEYS[entry[1]], entry[3])
    verdict[#verdict + 1] = string.format('%.0f', sum)
    verdict[#verdict + 1] = oldest == nil and '' or string.format('%.0f', oldest)
  end
  verdicts[index] = verdict
end
return verdicts`;

const SHA = createHash('sha1').update(SCRIPT).digest('hex');
const verdictsSchema = z.array(z.array(z.string()).min(1));

export async function applyRedisOperations(
  redis: Redis,
  operations: readonly Operation[],
): Promise<readonly Verdict[]> {
  const indexes = new Map<string, number>();
  const indexOf = (counter: string): number => {
    const known = indexes.get(counter) ?? indexes.size + 1;
    indexes.set(counter, known);
    return known;
  };
  const encoded = operations.map(({ kind, entries }) => [
    kind,
    entries.map(({ counter, bucket, from, amount, max, keepMs }) => [
      indexOf(counter),
      bucket,
      from,
      amount,
      max ?? -1,
      Math.ceil(keepMs),
    ]),
  ]);
  const options = { keys: Array.from(indexes.keys(), (name) => PREFIX + name), arguments: [JSON.stringify(encoded)] };
  return verdictsSchema.parse(await evaluate(redis, options)).map(verdictOf);
}

interface ScriptOptions {
  readonly keys: string[];
  readonly arguments: string[];
}

/** By its hash; a server that does not know the script yet gets it whole. */
async function evaluate(redis: Redis, options: ScriptOptions): Promise<unknown> {
  try {
    return await redis.evalSha(SHA, options);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOSCRIPT')) return redis.eval(SCRIPT, options);
    throw error;
  }
}

function verdictOf([refused, ...figures]: readonly string[]): Verdict {
  const readings = [];
  for (let at = 0; at < figures.length; at += 2) {
    const oldest = figures[at + 1];
    readings.push({ sum: Number(figures[at]), oldest: oldest === '' ? null : Number(oldest) });
  }
  return { ...(refused !== '' && { refusedBy: Number(refused) }), readings };
}
