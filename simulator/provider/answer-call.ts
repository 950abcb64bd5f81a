import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from './behaviour.ts';
import { sendError, sendJson } from './reply.ts';
import type { SimulatedCall, Turn } from './simulated-call.ts';

/** Answers one call as the model's behaviour and the dice have it. `gone` is aborted when the client leaves. */
export async function answerCall(
  call: SimulatedCall,
  turn: Turn,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const { behaviour, dice } = turn;
  if (dice.happens(behaviour.hangRate)) return;
  const fails = dice.happens(behaviour.errorRate);
  const wait = call.streamed ? (behaviour.firstTokenMs ?? behaviour.latencyMs) : behaviour.latencyMs;
  await pause(dice.logNormal(wait), gone);
  if (fails) return sendFailure(response, behaviour);
  if (!call.streamed) return sendJson(response, 200, call.plain(turn));
  const events = call.events(turn);
  const breakAt = dice.happens(behaviour.streamBreakRate) ? Math.ceil(events.length / 2) : Infinity;
  await stream(response, events, breakAt, behaviour.tokenDelayMs, gone);
}

async function stream(
  response: ServerResponse,
  events: readonly string[],
  breakAt: number,
  tokenDelayMs: number,
  gone: AbortSignal,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  for (const [index, event] of events.entries()) {
    if (index > 0) await pause(tokenDelayMs, gone);
    if (index === breakAt) {
      response.write(event, () => response.destroy());
      return;
    }
    response.write(event);
  }
  response.end();
}

function sendFailure(response: ServerResponse, { errorStatus, retryAfterMs }: Behaviour): void {
  if (retryAfterMs !== undefined) {
    response.setHeader('retry-after-ms', String(retryAfterMs));
    response.setHeader('retry-after', String(Math.ceil(retryAfterMs / 1_000)));
  }
  const type = errorStatus === 429 ? 'rate_limit_error' : errorStatus < 500 ? 'invalid_request_error' : 'server_error';
  sendError(response, errorStatus, { message: `Simulated failure ${errorStatus}.`, type, code: 'simulated' });
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal });
}
