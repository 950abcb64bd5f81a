import type { components, operations } from './generated/api.ts';
import type { OPERATIONS } from './generated/operations.ts';

/** A call of the control API, by the `operationId` of the OpenAPI document. */
export type OperationId = keyof typeof OPERATIONS & keyof operations;

/** A named schema of the document: `Schema<'Release'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** What a call takes. A value that is `undefined` is not sent. */
export type Input<Id extends OperationId> = Part<'params', PathOf<Id>> &
  Part<'query', QueryOf<Id>> &
  Part<'body', BodyOf<Id>>;

/** What a call answers when all went well. */
export type Answer<Id extends OperationId> = operations[Id]['responses'] extends infer Responses
  ? JsonOf<Responses[keyof Responses & (200 | 201)]>
  : never;

/** Left out where the call has none, optional where all of it is. */
type Part<Name extends string, Value> = [Value] extends [never]
  ? { readonly [Key in Name]?: never }
  : object extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value };

type PathOf<Id extends OperationId> = NonNullable<operations[Id]['parameters']['path']>;
type QueryOf<Id extends OperationId> = AsText<NonNullable<operations[Id]['parameters']['query']>>;
type BodyOf<Id extends OperationId> =
  NonNullable<operations[Id]['requestBody']> extends infer Body ? OrUndefined<JsonOf<Body>> : never;
type JsonOf<Content> = Content extends { content: { 'application/json': infer Json } } ? Json : never;

/** What was typed at a command line or in a form may go as the text that it is: the control plane checks it. */
type AsText<Query> = { readonly [Key in keyof Query]: Query[Key] | string | undefined };
type OrUndefined<Body> = Body extends readonly (infer Item)[]
  ? readonly OrUndefined<Item>[]
  : Body extends object
    ? { readonly [Key in keyof Body]: OrUndefined<Body[Key]> | ({} extends Pick<Body, Key> ? undefined : never) }
    : Body;
