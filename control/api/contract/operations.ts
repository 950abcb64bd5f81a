import type { z } from 'zod';
import type { Response } from 'express';
import type { Caller } from '../auth.ts';
import { CONFIGURATION_OPERATIONS } from './configuration.ts';
import { COST_OPERATIONS } from './cost.ts';
import { FEEDBACK_OPERATIONS } from './feedback.ts';
import { FREEZE_OPERATIONS } from './freezes.ts';
import { HISTORY_OPERATIONS } from './history.ts';
import { KEY_OPERATIONS } from './keys.ts';
import type { Operation } from './operation.ts';
import { POLICY_OPERATIONS } from './policies.ts';
import { RECORD_OPERATIONS } from './records.ts';
import { RELEASE_OPERATIONS } from './releases.ts';
import { ROUTE_OPERATIONS } from './routes.ts';
import { TOKEN_OPERATIONS } from './tokens.ts';
import { TRACE_OPERATIONS } from './traces.ts';

/** Every call under /api/v1: the one registry that router and OpenAPI document are made of. */
export const OPERATIONS = {
  ...RELEASE_OPERATIONS,
  ...FREEZE_OPERATIONS,
  ...ROUTE_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...CONFIGURATION_OPERATIONS,
  ...KEY_OPERATIONS,
  ...TOKEN_OPERATIONS,
  ...TRACE_OPERATIONS,
  ...RECORD_OPERATIONS,
  ...FEEDBACK_OPERATIONS,
  ...HISTORY_OPERATIONS,
  ...COST_OPERATIONS,
};
export type Operations = typeof OPERATIONS;
export type OperationId = keyof Operations;

/** A validated call. */
export interface Call<Op extends Operation> {
  readonly params: z.output<Op['params']>;
  readonly query: z.output<Op['query']>;
  readonly body: z.output<Op['body']>;
  readonly caller: Caller;
  /** The header of that name (lower case), where it was sent. */
  header(name: string): string | undefined;
}

export interface Reply<Body> {
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What carries an operation out: it answers with a body, or writes the events of a stream itself. */
export type Handler<Op extends Operation> = Op['kind'] extends 'events'
  ? (call: Call<Op>, response: Response) => Promise<void>
  : (call: Call<Op>) => Promise<Reply<z.output<Op['answer']>>>;

export type Handlers<Ids extends OperationId = OperationId> = { readonly [Id in Ids]: Handler<Operations[Id]> };
