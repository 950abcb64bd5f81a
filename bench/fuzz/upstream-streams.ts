import fc from 'fast-check';
import { KEY, QUESTION, ROUTE, World } from '../../test/gateway/given.ts';
import { DONE, frame, LAST_FRAME, RawProvider, STREAM_HEAD, token } from '../../test/gateway/raw-provider.ts';
import { type FuzzTarget, HANGS_AFTER_MS } from './target.ts';

const event = fc.oneof(
  { weight: 5, arbitrary: fc.string({ maxLength: 20 }).map((text) => token(text)) },
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `data: ${text}\n\n`),
  fc.json({ maxDepth: 3 }).map((text) => `data: ${text}\n\n`),
  fc.constantFrom(
    ': comment\n\n',
    '\n\n',
    'event: ping\n\n',
    'data:\n\n',
    'data: {"error":{"message":"overloaded"}}\n\n',
    'data: {"choices":[]}\n\n',
    'data: {"choices":[{"delta":null}]}\r\n\r\n',
    'id: 1\nretry: 5\n\n',
    token('', 'stop'),
    DONE,
  ),
);
const stream = fc.record({
  events: fc.array(event, { maxLength: 12 }),
  /** Whether it comes to its end as it should. */
  whole: fc.boolean(),
  /** Where it is cut into packets. */
  cuts: fc.array(fc.nat(), { maxLength: 6 }),
  /** Whether the connection ends in the middle. */
  broken: fc.boolean(),
});

/**
 * Whatever a provider streams, the app's stream ends: with the end that the provider gave, or with an error; one that broke is
 * never closed as if complete.
 */
export const upstreamStreams: FuzzTarget = {
  name: 'streams of providers',
  share: 0.2,
  async open() {
    let next: { packets: readonly Buffer[]; broken: boolean } = { packets: [], broken: false };
    const provider = await RawProvider.that((socket) => {
      socket.write(STREAM_HEAD);
      for (const packet of next.packets) socket.write(frame(packet));
      if (next.broken) socket.destroySoon();
      else socket.write(LAST_FRAME);
    });
    const world = await World.given({ providerUrl: provider.url, stable: { retries: { attempts: 0 } } });
    const property = fc.asyncProperty(stream, async ({ events, whole, cuts, broken }) => {
      const text = [...events, ...(whole ? [token('', 'stop'), DONE] : [])].join('');
      next = { packets: packetsOf(Buffer.from(text), cuts), broken };
      const answer = await fetch(`${world.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: ROUTE, messages: QUESTION, stream: true }),
        signal: AbortSignal.timeout(HANGS_AFTER_MS),
      });
      const { said, ended } = await read(answer);
      const isError = answer.status >= 400 || /"error"/.test(said) || !ended;
      const isComplete = said.includes(DONE.trim());
      if (!isError && !isComplete) throw new Error(`closed as if complete: ${said}`);
      if (!text.includes('[DONE]') && answer.ok && ended && isComplete)
        throw new Error(`an end that nobody gave: ${said}`);
    });
    return {
      property,
      async close() {
        await world.end();
        await provider.end();
      },
    };
  },
};

function packetsOf(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((one, other) => one - other);
  return [0, ...places]
    .map((from, index) => bytes.subarray(from, places[index] ?? bytes.length))
    .filter(({ length }) => length > 0);
}

async function read(answer: Response): Promise<{ readonly said: string; readonly ended: boolean }> {
  let said = '';
  try {
    for await (const part of answer.body ?? []) said += Buffer.from(part).toString();
    return { said, ended: true };
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') throw error;
    return { said, ended: false };
  }
}
