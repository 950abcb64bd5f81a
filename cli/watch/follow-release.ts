import { setTimeout as delay } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ObservationBody, ReleaseEventBody, ReleaseSummary } from '../../control/api/schemas/release.ts';
import { TidegateError } from '../../core/errors.ts';
import type { ApiClient } from '../../client/client.ts';

/** What the stream of a release tells. `lost` and `back` are about the connection. */
export type ReleaseNews =
  | { readonly kind: 'timeline'; readonly event: ReleaseEventBody }
  | { readonly kind: 'observation'; readonly observation: ObservationBody }
  | { readonly kind: 'release'; readonly release: ReleaseSummary }
  | { readonly kind: 'end'; readonly release: ReleaseSummary }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'back' };

const FIRST_RETRY_MS = 300;
const LONGEST_RETRY_MS = 5_000;
/** The server sends a comment every 15 s; a stream that is silent for longer than this is dead. */
const SILENCE_MS = 40_000;

/**
 * Follows a release to its end. A connection that breaks is opened again and goes on after the last event that was
 * seen, for as long as it takes.
 * @throws TidegateError `not_found`, `unauthorized`: what trying again cannot mend
 */
export async function* followRelease(api: ApiClient, releaseId: string): AsyncGenerator<ReleaseNews, ReleaseSummary> {
  let lastEventId: string | undefined;
  let retryMs = FIRST_RETRY_MS;
  let lost = false;
  for (;;) {
    try {
      for await (const { id, event, data } of streamOf(api, releaseId, lastEventId)) {
        if (lost) yield { kind: 'back' };
        lost = false;
        retryMs = FIRST_RETRY_MS;
        lastEventId = id ?? lastEventId;
        const news = newsOf(event, data);
        if (news === undefined) continue;
        yield news;
        if (news.kind === 'end') return news.release;
      }
      const ended = await endedRelease(api, releaseId);
      if (ended !== undefined) return ended;
    } catch (error) {
      if (isFinal(error)) throw error;
      if (!lost) yield { kind: 'lost', reason: error instanceof Error ? error.message : String(error) };
      lost = true;
    }
    await delay(retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }
}

interface StreamedEvent {
  readonly id?: string | undefined;
  readonly event?: string | undefined;
  readonly data: string;
}

async function* streamOf(
  api: ApiClient,
  releaseId: string,
  lastEventId: string | undefined,
): AsyncGenerator<StreamedEvent> {
  const silence = new AbortController();
  const headers = {
    accept: 'text/event-stream',
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const response = await api.open('watchRelease', { params: { releaseId } }, { headers, signal: silence.signal });
  if (response.body === null) return;
  let watchdog = setTimeout(() => silence.abort(), SILENCE_MS);
  const heard = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => silence.abort(), SILENCE_MS);
      controller.enqueue(chunk);
    },
  });
  try {
    yield* response.body
      .pipeThrough(heard)
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
  } finally {
    clearTimeout(watchdog);
    silence.abort();
  }
}

function newsOf(event: string | undefined, data: string): ReleaseNews | undefined {
  switch (event) {
    case 'timeline':
      return { kind: event, event: JSON.parse(data) as ReleaseEventBody };
    case 'observation':
      return { kind: event, observation: JSON.parse(data) as ObservationBody };
    case 'release':
    case 'end':
      return { kind: event, release: JSON.parse(data) as ReleaseSummary };
    default:
      return undefined; // a newer server may tell more
  }
}

async function endedRelease(api: ApiClient, releaseId: string): Promise<ReleaseSummary | undefined> {
  const release = await api.call('getRelease', { params: { releaseId } });
  return release.endedAt === null ? undefined : release;
}

function isFinal(error: unknown): boolean {
  return (
    error instanceof TidegateError && ['not_found', 'unauthorized', 'forbidden', 'invalid_input'].includes(error.code)
  );
}
