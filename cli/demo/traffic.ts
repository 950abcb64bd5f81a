import { setTimeout as delay } from 'node:timers/promises';
import OpenAI from 'openai';
import { Agent, fetch as undiciFetch } from 'undici';
import { TidegateError } from '../../core/errors.ts';
import { CALLS_PER_SECOND } from './scenario.ts';

/** What the app's users got. */
export interface TrafficFigures {
  readonly calls: number;
  readonly streamed: number;
  /** By arm that answered. */
  readonly answeredBy: Readonly<Record<string, number>>;
  /** Calls that the candidate failed and stable answered in the same request: no user saw these. */
  readonly rescued: number;
  /** Calls that users saw fail where stable alone would have failed too: the provider's own errors on stable. */
  readonly failedOnStable: number;
  /** Calls that users saw fail because of the release: must be none. */
  readonly failedByRelease: number;
  readonly lastCandidateAnswerAtMs: number | undefined;
}

export interface Traffic {
  /** Waits until the route answers for the first time. */
  waitUntilServed(): Promise<void>;
  /** The figures so far; those to come begin at nothing. */
  startAnew(): TrafficFigures;
  /** Stops calling and waits for the answers that are under way. */
  stop(): Promise<TrafficFigures>;
}

export interface TrafficOptions {
  readonly gatewayUrl: string;
  readonly apiKey: string;
  readonly route: string;
}

const TICK_MS = 100;
const SERVED_WITHIN_MS = 15_000;
const STREAMED_SHARE = 0.3;
const JSON_SHARE = 0.4;
const CALLS_PER_SESSION = 2;
const TENANTS = ['acme', 'globex', 'initech'] as const;

const TICKET_SCHEMA = {
  type: 'object',
  properties: { category: { type: 'string' }, urgent: { type: 'boolean' } },
  required: ['category', 'urgent'],
  additionalProperties: false,
} as const;

/** Steady traffic through the gateway, by the real `openai` client, without its own retries: every failure is seen. */
export function startTraffic(options: TrafficOptions): Traffic {
  const dispatcher = new Agent({ connections: 64 });
  const client = new OpenAI({
    baseURL: `${options.gatewayUrl}/v1`,
    apiKey: options.apiKey,
    maxRetries: 0,
    fetch: ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch,
  });
  let tally = new Tally();
  const underWay = new Set<Promise<void>>();
  let count = 0;

  const timer = setInterval(() => {
    for (let call = 0; call < (CALLS_PER_SECOND * TICK_MS) / 1_000; call += 1) {
      count += 1;
      const one = callOnce(client, options.route, count, () => tally).finally(() => underWay.delete(one));
      underWay.add(one);
    }
  }, TICK_MS);

  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await Promise.all(underWay);
    await dispatcher.close();
  };
  let stopping: Promise<void> | undefined;
  return {
    async waitUntilServed() {
      const deadline = Date.now() + SERVED_WITHIN_MS;
      while (Object.keys(tally.figures().answeredBy).length === 0) {
        if (Date.now() > deadline) {
          const message = `The gateway at ${options.gatewayUrl} does not serve the route ${options.route}: ${tally.lastFailure}`;
          throw new TidegateError('unavailable', message);
        }
        await delay(TICK_MS);
      }
    },
    startAnew() {
      const figures = tally.figures();
      tally = new Tally();
      return figures;
    },
    async stop() {
      stopping ??= stop();
      await stopping;
      return tally.figures();
    },
  };
}

async function callOnce(client: OpenAI, route: string, count: number, tally: () => Tally): Promise<void> {
  const streamed = isInShare(count, 7, STREAMED_SHARE);
  try {
    const headers = streamed ? await callStreamed(client, route, count) : await callPlain(client, route, count);
    tally().answered(headers, streamed);
  } catch (error) {
    tally().failed(error);
  }
}

async function callPlain(client: OpenAI, route: string, count: number): Promise<Headers> {
  const asJson = isInShare(count, 11, JSON_SHARE);
  const { response } = await client.chat.completions
    .create(
      {
        ...bodyOf(route, count),
        ...(asJson && {
          response_format: { type: 'json_schema' as const, json_schema: { name: 'ticket', schema: TICKET_SCHEMA } },
        }),
      },
      { headers: sessionOf(count) },
    )
    .withResponse();
  return response.headers;
}

async function callStreamed(client: OpenAI, route: string, count: number): Promise<Headers> {
  const { data, response } = await client.chat.completions
    .create({ ...bodyOf(route, count), stream: true as const }, { headers: sessionOf(count) })
    .withResponse();
  let finished = false;
  for await (const chunk of data) finished ||= typeof chunk.choices[0]?.finish_reason === 'string';
  if (!finished) throw new Error('a stream ended without an end');
  return response.headers;
}

function bodyOf(
  route: string,
  count: number,
): { model: string; messages: [{ role: 'user'; content: string }]; metadata: { tenant: string } } {
  const tenant = TENANTS[count % TENANTS.length] ?? 'acme';
  return {
    model: route,
    messages: [{ role: 'user', content: `Ticket ${count}: where is my order?` }],
    metadata: { tenant },
  };
}

const sessionOf = (count: number): { 'x-session-id': string } => ({
  'x-session-id': `demo-${Math.floor(count / CALLS_PER_SESSION)}`,
});

function armOf({ headers }: { readonly headers: Headers | undefined }): string | undefined {
  return headers?.get('x-tidegate-arm') ?? undefined;
}

/** Spreads a share evenly over the calls, without randomness. */
function isInShare(count: number, stride: number, share: number): boolean {
  return ((count * stride) % 100) / 100 < share;
}

class Tally {
  #calls = 0;
  #streamed = 0;
  #rescued = 0;
  #failedOnStable = 0;
  #failedByRelease = 0;
  #lastCandidateAnswerAtMs: number | undefined;
  #lastFailure = 'no answer yet';
  readonly #answeredBy: Record<string, number> = {};

  get lastFailure(): string {
    return this.#lastFailure;
  }

  answered(headers: Headers, streamed: boolean): void {
    this.#calls += 1;
    if (streamed) this.#streamed += 1;
    const arm = headers.get('x-tidegate-arm') ?? 'unknown';
    this.#answeredBy[arm] = (this.#answeredBy[arm] ?? 0) + 1;
    if (headers.get('x-tidegate-fallback') === 'stable') this.#rescued += 1;
    if (arm === 'candidate') this.#lastCandidateAnswerAtMs = Date.now();
  }

  /** Stable's own failure is the provider's; anything else is ours: no answer at all, or the candidate's error. */
  failed(error: unknown): void {
    this.#calls += 1;
    this.#lastFailure = error instanceof Error ? error.message : String(error);
    const isStables = error instanceof OpenAI.APIError && armOf(error) === 'stable';
    if (isStables) this.#failedOnStable += 1;
    else this.#failedByRelease += 1;
  }

  figures(): TrafficFigures {
    return {
      calls: this.#calls,
      streamed: this.#streamed,
      answeredBy: { ...this.#answeredBy },
      rescued: this.#rescued,
      failedOnStable: this.#failedOnStable,
      failedByRelease: this.#failedByRelease,
      lastCandidateAnswerAtMs: this.#lastCandidateAnswerAtMs,
    };
  }
}
