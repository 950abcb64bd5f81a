import { z } from 'zod';
import type { Permission } from '../../../core/access/roles.ts';
import type { ProblemCode } from '../problem.ts';

/** What one call of the API takes and answers: the router validates by it, and the OpenAPI document is made of it. */
export interface Operation<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
  Kind extends AnswerKind = AnswerKind,
> {
  readonly method: 'get' | 'post' | 'put';
  /** As OpenAPI writes it: `/routes/{routeId}`. */
  readonly path: `/${string}`;
  readonly tag: Tag;
  /** What the caller's role must carry. There is no call without. */
  readonly permission: Permission;
  readonly summary: string;
  readonly description?: string;
  readonly params: Params;
  readonly query: Query;
  /** `NO_BODY` where the call takes none. A body that is left out is read as `{}`. */
  readonly body: Body;
  readonly answer: Answer;
  readonly kind: Kind;
  readonly status: 200 | 201;
  /** Which problems it can answer, beside those that every call can. */
  readonly problems: readonly ProblemCode[];
  /** The answer holds a secret that is shown once: it is not kept for a repeated request. */
  readonly secretAnswer: boolean;
  /** Doing it twice is as doing it once, and nothing of it may be kept: its `Idempotency-Key` is not stored. */
  readonly repeatable: boolean;
  /** What it is about has an ETag: a read answers with it, a change takes it as `If-Match`. */
  readonly versioned: boolean;
  /** Its handler answers of the caller's routes only; every other call must name a route that the token reaches. */
  readonly withinReach: boolean;
}

export type AnswerKind = 'json' | 'events';
export type Tag =
  | 'Releases'
  | 'Routes'
  | 'Policies'
  | 'Configuration'
  | 'Keys'
  | 'Tokens'
  | 'Freezes'
  | 'Traces'
  | 'Cost'
  | 'Feedback'
  | 'Audit'
  | 'Replicas';

export const NO_BODY = z.undefined();

type Optional =
  | 'params'
  | 'query'
  | 'body'
  | 'kind'
  | 'status'
  | 'problems'
  | 'secretAnswer'
  | 'repeatable'
  | 'versioned'
  | 'withinReach';
const NOTHING = z.object({});

/** An operation; what is left out is nothing. */
export function operation<
  Answer extends z.ZodType,
  Params extends z.ZodObject = typeof NOTHING,
  Query extends z.ZodObject = typeof NOTHING,
  Body extends z.ZodType = typeof NO_BODY,
  Kind extends AnswerKind = 'json',
>(
  given: Omit<Operation<Params, Query, Body, Answer, Kind>, Optional> &
    Partial<Pick<Operation<Params, Query, Body, Answer, Kind>, Optional>>,
): Operation<Params, Query, Body, Answer, Kind> {
  const defaults = {
    params: NOTHING,
    query: NOTHING,
    body: NO_BODY,
    kind: 'json',
    status: 200,
    problems: [],
    secretAnswer: false,
    repeatable: false,
    versioned: false,
    withinReach: false,
  };
  return { ...defaults, ...given } as unknown as Operation<Params, Query, Body, Answer, Kind>;
}
