import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ApiFailure } from '../../../client/failure.ts';
import type { ApiClient } from '../../../client/client.ts';

export interface StreamEvent {
  /** The event's name; `message` where it has none. */
  readonly name: string;
  readonly data: unknown;
}

export interface StreamListener {
  onOpen(): void;
  onEvent(event: StreamEvent): void;
  /** The stream ended or could not be opened; it will be tried again where the error is a passing one. */
  onLost(error: ApiFailure): void;
  /** The server says that nothing will follow (204). */
  onOver(): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8_000;
/** The server sends a comment at least this often; a stream that is silent for longer is dead. */
const SILENCE_MS = 45_000;

/**
 * The server-sent events of a release, with a bearer token, which `EventSource` cannot send. Resumes after the last event that had an id.
 * Returns the function that closes it.
 */
export function followEvents(client: ApiClient, releaseId: string, listener: StreamListener): () => void {
  const closed = new AbortController();
  void follow(client, releaseId, listener, closed.signal);
  return () => closed.abort();
}

async function follow(
  client: ApiClient,
  releaseId: string,
  listener: StreamListener,
  closed: AbortSignal,
): Promise<void> {
  let lastEventId = '';
  let retryMs = FIRST_RETRY_MS;
  while (!closed.aborted) {
    try {
      if (await readOnce()) return listener.onOver();
    } catch (error) {
      if (closed.aborted) return;
      const lost =
        error instanceof ApiFailure ? error : new ApiFailure('away', 'The live connection was lost', { cause: error });
      listener.onLost(lost);
      if (!lost.isPassing) return;
    }
    await pause(retryMs, closed);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }

  /** True where the stream is over for good. */
  async function readOnce(): Promise<boolean> {
    const silence = new AbortController();
    const signal = AbortSignal.any([closed, silence.signal]);
    const headers = { accept: 'text/event-stream', ...(lastEventId !== '' && { 'last-event-id': lastEventId }) };
    const response = await client.open('watchRelease', { params: { releaseId } }, { headers, signal });
    if (response.status === 204) return true;
    if (response.body === null) throw new ApiFailure('away', 'The live connection came without a body');
    listener.onOpen();
    let watchdog = setTimeout(() => silence.abort(), SILENCE_MS);
    const heard = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => silence.abort(), SILENCE_MS);
        controller.enqueue(chunk);
      },
    });
    const events = response.body
      .pipeThrough(heard)
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    try {
      for (let next = await events.read(); !next.done; next = await events.read()) {
        const { id, event = 'message', data } = next.value;
        retryMs = FIRST_RETRY_MS;
        if (id !== undefined) lastEventId = id;
        listener.onEvent({ name: event, data: JSON.parse(data) as unknown });
      }
    } finally {
      clearTimeout(watchdog);
    }
    throw new ApiFailure('away', 'The live connection was closed');
  }
}

function pause(ms: number, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    closed.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
