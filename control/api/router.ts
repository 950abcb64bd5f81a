import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Database } from '../../store/database.ts';
import type { Authenticate } from './auth.ts';
import { demandPermission, demandReach, type NamedInput } from './authorize.ts';
import { type Handlers, OPERATIONS, type OperationId, type Reply } from './contract/operations.ts';
import type { Operation } from './contract/operation.ts';
import { once } from './idempotency.ts';
import { parseInput } from './input.ts';
import { ApiError } from './problem.ts';

export interface RouterOptions {
  readonly handlers: Handlers;
  readonly authenticate: Authenticate;
  readonly database: Database;
}

/** Mounts every operation of the registry; the types see to it that each has its handler. */
export function apiRouter({ handlers, authenticate, database }: RouterOptions): Router {
  const router = Router({ caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const id of Object.keys(OPERATIONS) as OperationId[]) {
    const operation: Operation = OPERATIONS[id];
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    methods.set(path, [...(methods.get(path) ?? []), operation.method.toUpperCase()]);
    router[operation.method](path, carryOut(id, operation, handlers[id] as AnyHandler, authenticate, database));
  }
  for (const [path, allowed] of methods) router.all(path, refuseMethod(allowed));
  return router;
}

type AnyHandler = (call: object, response: Response) => Promise<Reply<unknown>>;

function carryOut(
  id: OperationId,
  operation: Operation,
  handler: AnyHandler,
  authenticate: Authenticate,
  database: Database,
): RequestHandler {
  return async (request, response) => {
    response.locals['operation'] = id;
    const caller = await authenticate(request);
    demandPermission(caller, operation.permission);
    const input = readInput(operation, request);
    if (!operation.withinReach) await demandReach(database, caller, input);
    const call = { ...input, caller, header: (name: string) => request.get(name) };
    if (operation.kind === 'events') {
      if (request.method === 'HEAD') {
        response.status(200).end();
        return;
      }
      await handler(call, response);
      return;
    }
    const work = async () => {
      const { body, headers = {} } = await handler(call, response);
      return { status: operation.status, headers, body };
    };
    const key = operation.method === 'get' || operation.repeatable ? undefined : request.get('idempotency-key');
    const { answer, replayed } =
      key === undefined ? { answer: await work(), replayed: false } : await once(database, onceRequest(key), work);
    if (replayed) response.set('idempotency-replayed', 'true');
    response.status(answer.status).set(answer.headers).json(answer.body);

    function onceRequest(given: string) {
      const { method, originalUrl: path } = request;
      const { secretAnswer } = operation;
      return { actor: caller.name, key: given, method, path, body: request.body as unknown, secretAnswer };
    }
  };
}

function readInput(operation: Operation, request: Request): NamedInput {
  return {
    params: parseInput(operation.params, request.params, 'The path'),
    query: parseInput(operation.query.strict(), request.query, 'The query'),
    body:
      operation.body.def.type === 'undefined' ? undefined : parseInput(operation.body, request.body ?? {}, 'The body'),
  };
}

function refuseMethod(allowed: readonly string[]): RequestHandler {
  const allow = allowed.includes('GET') ? ['HEAD', ...allowed] : [...allowed];
  return (request) => {
    const message = `${request.path} does not take ${request.method}: use ${allowed.join(' or ')}`;
    throw new ApiError('method_not_allowed', message, { headers: { allow: allow.join(', ') } });
  };
}
