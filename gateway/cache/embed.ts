import { z } from 'zod';
import { embeddings } from '../endpoint/embeddings.ts';
import type { Run, RunRequest } from '../upstream/run.ts';
import type { Target } from '../upstream/target.ts';
import { unitVector } from './turn-index.ts';

const answerSchema = z.object({
  data: z.array(z.object({ embedding: z.array(z.number()).min(1).max(16_384) })).min(1),
});
/** More than embedding models read. */
const MAX_CHARACTERS = 32_768;

/** What the text means, as a vector of length one; `undefined` where the provider does not say in time. */
export async function embed(
  run: (request: RunRequest) => Promise<Run>,
  target: Target,
  text: string,
  now: number,
  timeoutMs: number,
): Promise<Float32Array | undefined> {
  if (text === '' || text.length > MAX_CHARACTERS) return undefined;
  const endBy = now + timeoutMs;
  const limits = { connectMs: timeoutMs, firstTokenMs: Infinity, betweenTokensMs: Infinity, beginBy: endBy, endBy };
  const body = Buffer.from(JSON.stringify({ model: target.model, input: text, encoding_format: 'float' }));
  const request = { endpoint: embeddings, target, body, streamed: false, forwardUsage: false, limits, retries: 0 };
  const { result } = await run({ ...request, mayRetry: () => false });
  if (result.kind !== 'plain') return undefined;
  const parsed = answerSchema.safeParse(JSON.parse(result.text));
  const [first] = parsed.success ? parsed.data.data : [];
  return first && unitVector(first.embedding);
}
