import { expect, test } from '@jest/globals';
import { systemClock } from '../../gateway/clock.ts';
import { chat } from '../../gateway/endpoint/chat.ts';
import { UpstreamCall } from '../../gateway/upstream/call.ts';
import type { Target } from '../../gateway/upstream/target.ts';
import { DONE, token } from './raw-provider.ts';

test('of a stream that nobody takes yet only a little is kept, and what follows comes after it', async () => {
  const dispatched: UpstreamCall[] = [];
  const dispatcher = { dispatch: (_options: unknown, handler: UpstreamCall) => dispatched.push(handler) };
  const target = { provider: 'p', model: 'm', dispatcher, headers: [], wire: () => ({ path: '/' }) };
  let isPaused = false;
  const controller = {
    pause: () => void (isPaused = true),
    resume: () => void (isPaused = false),
    abort: () => undefined,
  } as never;
  const limits = {
    connectMs: 60_000,
    firstTokenMs: 60_000,
    betweenTokensMs: 60_000,
    beginBy: Infinity,
    endBy: Infinity,
  };
  const body = Buffer.from('{}');
  const request = {
    endpoint: chat,
    target: target as unknown as Target,
    body,
    streamed: true,
    forwardUsage: true,
    limits,
  };
  const call = new UpstreamCall(request, systemClock);
  call.onRequestStart(controller);
  call.onResponseStart(controller, 200, { 'content-type': 'text/event-stream' });
  const pieces: string[] = [];
  const send = (content: string): void => {
    pieces.push(content);
    call.onResponseData(controller, Buffer.from(token(content)));
  };
  send('first');
  expect((await call.result).kind).toBe('stream');
  for (let sent = 0; sent < 100 && !isPaused; sent += 1) send('x'.repeat(16 * 1024));
  expect(isPaused).toBe(true);
  expect(pieces.length).toBeLessThan(32);

  let out = '';
  let isOver = false;
  call.flow({
    write: (events) => ((out += events.toString('utf8')), true),
    finish: () => void (isOver = true),
    fail: () => undefined,
  });
  expect(isPaused).toBe(false);
  send('last');
  call.onResponseData(controller, Buffer.from(DONE));
  call.onResponseEnd();
  expect(out).toBe(`${pieces.map((piece) => token(piece)).join('')}${DONE}`);
  expect(isOver).toBe(true);
});
