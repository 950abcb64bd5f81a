import { z } from 'zod';
import type { MetricSource } from '../../core/evaluation/metric-source.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import type { MetricProvider, SecretReader } from './provider.ts';

const MAX_ANSWER_BYTES = 1024 * 1024;

const sampleSchema = z.tuple([z.number(), z.string()]);
const answerSchema = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('scalar'), result: sampleSchema }),
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: sampleSchema })) }),
]);

/** Asks the HTTP API of a Prometheus, or of what speaks like one (Thanos, Mimir, VictoriaMetrics). */
export class Prometheus implements MetricProvider {
  readonly #readSecret: SecretReader;
  readonly #outbound: Outbound;

  constructor(readSecret: SecretReader, outbound: Outbound) {
    this.#readSecret = readSecret;
    this.#outbound = outbound;
  }

  async read({ url, bearer }: MetricSource, query: string, signal: AbortSignal): Promise<number> {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${this.#readSecret(bearer)}` };
    const response = await this.#outbound.fetch(`${url.replace(/\/+$/, '')}/api/v1/query`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ query }),
      signal,
    });
    const text = await boundedText(response);
    if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${text.slice(0, 300)}`);
    return numberIn(JSON.parse(text));
  }
}

function numberIn(json: unknown): number {
  const data = typeof json === 'object' && json !== null && 'data' in json ? json.data : undefined;
  const parsed = answerSchema.safeParse(data);
  if (!parsed.success)
    throw new Error('The query comes to no number: write one whose result is a scalar or one sample');
  const samples =
    parsed.data.resultType === 'scalar' ? [parsed.data.result] : parsed.data.result.map(({ value }) => value);
  const [sample, ...more] = samples;
  if (sample === undefined) throw new Error('The query has no data');
  if (more.length > 0) throw new Error(`The query comes to ${samples.length} series: aggregate them to one`);
  const value = Number(sample[1]);
  if (!Number.isFinite(value)) throw new Error(`The query comes to ${sample[1]}`);
  return value;
}

/** An answer that is larger than any number is not read to its end. */
async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array> | Uint8Array[]) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error('Prometheus answers with more than 1 MB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
