import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { asReleaseId } from '../../core/ids.ts';
import { noteObservation, recordEvent } from '../../store/release-events.ts';
import { givenRelease, givenRoute, ROUTE, rowOf } from '../store/given.ts';
import { waitFor } from '../support/wait-for.ts';
import { ADMIN_TOKEN, startTestControl, type TestControl } from './test-control.ts';
import type { ReleaseRecord } from '../../store/releases.ts';

let control: TestControl;
let release: ReleaseRecord;
beforeAll(async () => {
  control = await startTestControl();
  await givenRoute(control.database);
  release = await givenRelease(control.database, asReleaseId('rel_watched'));
});
afterAll(() => control.close());

interface Watcher {
  readonly events: EventSourceMessage[];
  readonly ended: Promise<void>;
  readonly response: IncomingMessage;
  close(): void;
}

async function watch(headers: Record<string, string> = {}): Promise<Watcher> {
  const events: EventSourceMessage[] = [];
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const url = `${control.url}/api/v1/releases/${release.id}/events`;
    httpRequest(url, { headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers } }, resolve)
      .on('error', reject)
      .end();
  });
  const parser = createParser({ onEvent: (event) => events.push(event) });
  response.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
  response.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => response.on('close', resolve));
  return { events, ended, response, close: () => response.destroy() };
}

const note = (sequence: number, reason: string, ended = false) =>
  recordEvent(
    control.database,
    {
      row: rowOf(release, sequence, { reason, ...(ended ? { status: 'aborted' as const } : {}) }),
      type: ended ? 'aborted' : 'advanced',
      details: {},
    },
    ended,
  );
const sequences = ({ events }: Watcher) =>
  events.filter((event) => event.event === 'timeline').map((event) => event.id);

test('whoever watches sees the timeline so far, and then each event as it comes', async () => {
  await note(1, 'first');
  const watcher = await watch();
  expect(watcher.response.headers['content-type']).toContain('text/event-stream');
  await waitFor(() => sequences(watcher).length === 1, { within: '5s' });
  await note(2, 'second');
  await waitFor(() => sequences(watcher).length === 2, { within: '5s' });
  expect(sequences(watcher)).toEqual(['1', '2']);
  expect(JSON.parse(watcher.events[0]?.data ?? '')).toMatchObject({ sequence: 1, reason: 'first', weight: 0.05 });
  watcher.close();
});

test('whoever comes back with the last id they saw gets only what is new', async () => {
  const watcher = await watch({ 'last-event-id': '1' });
  await waitFor(() => sequences(watcher).length === 1, { within: '5s' });
  expect(sequences(watcher)).toEqual(['2']);
  watcher.close();
});

test('an observation comes live, and the summary with it when it changes', async () => {
  const watcher = await watch();
  await noteObservation(control.database, release.id, {
    stage: 'canary',
    weight: 0.05,
    verdict: { kind: 'continue', reason: 'collecting' },
    gates: [],
  });
  await waitFor(() => watcher.events.some((event) => event.event === 'observation'), { within: '5s' });
  expect(watcher.events.find((event) => event.event === 'release')?.data).toContain(`"route":"${ROUTE}"`);
  watcher.close();
});

test('a hundred watchers share one listening connection and one reading', async () => {
  const watchers = await Promise.all(Array.from({ length: 100 }, () => watch({ 'last-event-id': '2' })));
  const listening =
    await control.database`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'listen%'`;
  expect(listening).toHaveLength(1);
  await note(3, 'third');
  await waitFor(() => watchers.every((watcher) => sequences(watcher).includes('3')), { within: '5s' });
  for (const watcher of watchers) watcher.close();
});

test('a watcher that takes nothing costs no memory and misses no event of the timeline', async () => {
  const watcher = await watch({ 'last-event-id': '3' });
  watcher.response.pause();
  const gates = Array.from({ length: 40 }, (_, index) => ({ key: `gate-${index}`, sentence: 'x'.repeat(4_000) }));
  for (let look = 0; look < 60; look += 1) {
    await noteObservation(control.database, release.id, {
      stage: 'canary',
      weight: 0.05,
      verdict: { kind: 'continue', reason: `look ${look}` },
      gates: gates as never,
    });
  }
  await note(4, 'fourth');
  watcher.response.resume();
  await waitFor(() => sequences(watcher).includes('4'), { within: '10s' });
  await waitFor(() => watcher.events.some((event) => event.data.includes('"look 59"')), { within: '10s' });
  expect(watcher.events.filter((event) => event.event === 'observation').length).toBeLessThan(60);
  watcher.close();
});

test('at the end of the release the stream says so and closes, and says no more to whoever comes back', async () => {
  const watcher = await watch({ 'last-event-id': '4' });
  await note(5, 'enough', true);
  await watcher.ended;
  expect(watcher.events.at(-1)).toMatchObject({ event: 'end' });
  expect(JSON.parse(watcher.events.at(-1)?.data ?? '')).toMatchObject({ ending: 'aborted', reason: 'enough' });
  const late = await watch({ 'last-event-id': '5' });
  expect(late.response.statusCode).toBe(204);
  const later = await watch();
  await later.ended;
  expect(sequences(later)).toEqual(['1', '2', '3', '4', '5']);
});
