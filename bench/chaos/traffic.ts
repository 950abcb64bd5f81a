import OpenAI from 'openai';
import { Agent, fetch as undiciFetch } from 'undici';

/** What one call of a client came to. */
export interface ClientCall {
  readonly route: string;
  readonly session: string;
  /** Wall clock, ms, as the database's on the same machine. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly answer: Answer | Failure;
}

/** A whole answer. */
export interface Answer {
  readonly kind: 'answer';
  readonly requestId: string;
  readonly arm: string;
  readonly version: number;
  /** Whether stable answered for a candidate that failed. */
  readonly rescued: boolean;
}

export interface Failure {
  readonly kind: 'failure';
  /** Absent where no answer came, or one that broke off. */
  readonly status: number | undefined;
  readonly text: string;
}

export interface Traffic {
  /** Grows while calls end. */
  readonly calls: readonly ClientCall[];
  /** Makes no new calls and waits for those under way. */
  stop(): Promise<void>;
}

export interface TrafficOptions {
  readonly gatewayUrl: string;
  readonly apiKey: string;
  readonly routes: readonly string[];
  /** On each route. */
  readonly callsPerSecond: number;
}

const TICK_MS = 100;
const CALL_TIMEOUT_MS = 30_000;
const CALLS_PER_SESSION = 2;

/** Steady traffic by the real client without retries of its own: each failure is seen. */
export function startTraffic({ gatewayUrl, apiKey, routes, callsPerSecond }: TrafficOptions): Traffic {
  const dispatcher = new Agent({ connections: 64 });
  const client = new OpenAI({
    baseURL: `${gatewayUrl}/v1`,
    apiKey,
    maxRetries: 0,
    timeout: CALL_TIMEOUT_MS,
    fetch: ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch,
  });
  const calls: ClientCall[] = [];
  const underWay = new Set<Promise<void>>();
  const perTick = (callsPerSecond * TICK_MS) / 1_000;
  let [ticks, count] = [0, 0];

  const timer = setInterval(() => {
    ticks += 1;
    for (; count < Math.floor(ticks * perTick); count += 1) {
      for (const route of routes) {
        const one = callOnce(client, route, count)
          .then((call) => void calls.push(call))
          .finally(() => underWay.delete(one));
        underWay.add(one);
      }
    }
  }, TICK_MS);

  return {
    calls,
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      await dispatcher.close();
    },
  };
}

async function callOnce(client: OpenAI, route: string, count: number): Promise<ClientCall> {
  const session = `${route}-${Math.floor(count / CALLS_PER_SESSION)}`;
  const startedAtMs = Date.now();
  const answer = await ask(client, route, session, count % 3 === 0).catch(failureOf);
  return { route, session, startedAtMs, endedAtMs: Date.now(), answer };
}

async function ask(client: OpenAI, route: string, session: string, streamed: boolean): Promise<Answer> {
  const body = { model: route, messages: [{ role: 'user' as const, content: `Where is the order of ${session}?` }] };
  const options = { headers: { 'x-session-id': session } };
  if (!streamed) {
    const { response } = await client.chat.completions.create(body, options).withResponse();
    return answerOf(response.headers);
  }
  const { data, response } = await client.chat.completions
    .create({ ...body, stream: true as const }, options)
    .withResponse();
  let finished = false;
  for await (const chunk of data) finished ||= typeof chunk.choices[0]?.finish_reason === 'string';
  if (!finished) throw new Error('a stream was closed as if complete, without its end');
  return answerOf(response.headers);
}

function answerOf(headers: Headers): Answer {
  return {
    kind: 'answer',
    requestId: headers.get('x-request-id') ?? '',
    arm: headers.get('x-tidegate-arm') ?? '',
    version: Number(headers.get('x-tidegate-route-version')),
    rescued: headers.get('x-tidegate-fallback') === 'stable',
  };
}

function failureOf(error: unknown): Failure {
  const status = error instanceof OpenAI.APIError ? (error.status as number | undefined) : undefined;
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return { kind: 'failure', status, text: `${error instanceof Error ? error.message : String(error)}${cause}` };
}
