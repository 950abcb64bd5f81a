import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { type BehaviourBook, behaviourSchema } from './behaviour.ts';
import { answerCall } from './answer-call.ts';
import { Dice } from './dice.ts';
import { ENDPOINTS } from './endpoint/endpoints.ts';
import { sendError, sendJson } from './reply.ts';
import type { ReadCall } from './simulated-call.ts';

export interface SimulatedProvider {
  /** Listens and says where, as a base URL without `/v1`. Port 0 takes a free one. */
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
  readonly calls: CallCounts;
}

/** By model: calls that came, and calls whose client left before the end. */
export type CallCounts = ReadonlyMap<string, { calls: number; abandoned: number }>;

export interface SimulatedProviderOptions {
  readonly behaviours: BehaviourBook;
  readonly seed: number;
}

const KEEP_ALIVE_MS = 75_000;

/** An OpenAI-compatible provider whose models behave as the book says; the book may change while it runs. */
export function createSimulatedProvider({ behaviours, seed }: SimulatedProviderOptions): SimulatedProvider {
  const calls = new Map<string, { calls: number; abandoned: number }>();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    route(request, response).catch((error: unknown) => fail(response, error));
  });

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://provider').pathname;
    const call = `${request.method} ${path}`;
    const read = ENDPOINTS.get(call);
    if (read !== undefined) return answer(read, request, response);
    if (call === 'GET /v1/models') return sendJson(response, 200, modelList(behaviours.models()));
    if (call === 'GET /healthz') return sendJson(response, 200, { status: 'ok' });
    if (call === 'GET /calls') return sendJson(response, 200, Object.fromEntries(calls));
    if (call === 'GET /behaviour') return sendJson(response, 200, behaviours.all());
    if (path.startsWith('/behaviour/')) return behaviour(request, response, path.slice('/behaviour/'.length));
    return sendError(response, 404, {
      message: `Nothing here: ${call}.`,
      type: 'invalid_request_error',
      code: 'not_found',
    });
  }

  async function answer(read: ReadCall, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const call = read(await readJson(request));
    const count = calls.get(call.model) ?? { calls: 0, abandoned: 0 };
    calls.set(call.model, count);
    count.calls += 1;
    response.once('close', () => {
      if (!response.writableFinished && gone.signal.aborted) count.abandoned += 1;
    });
    const dice = new Dice(seed, call.model, count.calls);
    const stamp = {
      serial: `${seed}-${call.model}-${count.calls}`,
      created: Math.floor(Date.now() / 1_000),
      model: call.model,
    };
    await answerCall(call, { behaviour: behaviours.of(call.model), dice, stamp }, response, gone.signal);
  }

  async function behaviour(request: IncomingMessage, response: ServerResponse, encoded: string): Promise<void> {
    const model = decodeURIComponent(encoded);
    if (request.method === 'PUT') behaviours.set(model, behaviourSchema.parse(await readJson(request)));
    else if (request.method === 'DELETE') behaviours.reset(model);
    else if (request.method !== 'GET')
      return sendError(response, 405, { message: 'GET, PUT or DELETE.', type: 'invalid_request_error', code: null });
    return sendJson(response, 200, behaviours.of(model));
  }

  return {
    listen: (port, host) => listen(server, port, host),
    close: () => close(server),
    calls,
  };
}

function modelList(models: readonly string[]): object {
  return { object: 'list', data: models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'simulator' })) };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const isInput = error instanceof z.ZodError || error instanceof SyntaxError || error instanceof URIError;
  const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  const type = isInput ? 'invalid_request_error' : 'server_error';
  sendError(response, isInput ? 400 : 500, { message, type, code: null });
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
