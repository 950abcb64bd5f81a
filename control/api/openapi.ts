import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { z } from 'zod';
import { rolesWith } from '../../core/access/roles.ts';
import { OPERATIONS } from './contract/operations.ts';
import type { Operation } from './contract/operation.ts';
import { PROBLEMS, type ProblemCode, problemType } from './problem.ts';
import { problemSchema } from './schemas/problem.ts';

/** The OpenAPI 3.1 document of everything under /api/v1. */
export function openApiDocument(version: string): OpenApiDocument {
  const document = createDocument({
    openapi: '3.1.1',
    info: {
      title: 'tidegate control API',
      version,
      description: 'Starts, watches and steers releases of LLM routes. Errors are RFC 9457 problem documents.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    tags: [...new Set(Object.values(OPERATIONS).map(({ tag }) => tag))].map((name) => ({ name })),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of `tidegate token issue`, or TIDEGATE_ADMIN_TOKEN',
        },
      },
    },
    paths: paths(),
  });
  return withNamedJson(document);
}

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** Any JSON value refers to itself, which the generator can only number: it gets a name, and is there once. */
function withNamedJson(document: OpenApiDocument): OpenApiDocument {
  const named = JSON.stringify(document).replaceAll(/__schema\d+/g, 'JsonValue');
  return JSON.parse(named) as OpenApiDocument;
}

function paths(): ZodOpenApiPathsObject {
  const result: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [id, operation] of Object.entries(OPERATIONS)) {
    result[operation.path] = { ...result[operation.path], [operation.method]: describe(id, operation) };
  }
  return result;
}

function describe(operationId: string, operation: Operation): ZodOpenApiOperationObject {
  const takesBody = operation.body.def.type !== 'undefined';
  const { tag, summary, description, method, permission } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    'x-tidegate-permission': permission,
    'x-tidegate-roles': rolesWith(permission),
    requestParams: {
      path: operation.params,
      query: operation.query,
      header: z.object(headersOf(operation)),
    },
    ...(takesBody && method !== 'get'
      ? {
          requestBody: {
            required: !operation.body.safeParse({}).success,
            content: { 'application/json': { schema: operation.body } },
          },
        }
      : {}),
    responses: { ...answers(operation), ...problems(operation) },
  };
}

function headersOf({ method, kind, versioned }: Operation): z.ZodRawShape {
  if (kind === 'events') {
    return { 'last-event-id': z.string().optional().meta({ description: 'Sequence of the last timeline event seen' }) };
  }
  if (method === 'get') return {};
  return {
    ...(versioned
      ? {
          'if-match': z
            .string()
            .max(512)
            .optional()
            .meta({ description: 'The ETag of what was read: 412 where it has changed since', examples: ['"3"'] }),
        }
      : {}),
    'idempotency-key': z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'The same request with the same key is carried out once, and gets the first answer' }),
    'x-tidegate-actor': z
      .string()
      .max(128)
      .optional()
      .meta({ description: 'For whom the bootstrap token acts; every other token acts in its own name' }),
  };
}

function answers(operation: Operation): ZodOpenApiOperationObject['responses'] {
  if (operation.kind === 'events') {
    return {
      '200': { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
      '204': { description: 'The release has ended, and every event was seen' },
    };
  }
  const description = operation.status === 201 ? 'Created' : 'OK';
  const etag = z.string().meta({ description: 'Of this state; a change takes it as If-Match', examples: ['"3"'] });
  const headers = operation.versioned ? { headers: z.object({ etag }) } : {};
  const content = { 'application/json': { schema: operation.answer } };
  return {
    [operation.status]: { description, content, ...headers },
    ...(operation.method === 'get' ? { '304': { description: 'As it was, by If-None-Match' } } : {}),
  };
}

function problems(operation: Operation): ZodOpenApiOperationObject['responses'] {
  const posts: ProblemCode[] = ['conflict', 'too_large', 'unsupported_media_type', 'idempotency_mismatch'];
  const codes: ProblemCode[] = [
    'invalid_input',
    'unauthorized',
    'forbidden',
    'internal',
    'unavailable',
    ...operation.problems,
  ];
  if (operation.versioned && operation.method !== 'get') posts.push('precondition_failed');
  const all = new Set<ProblemCode>(operation.method === 'get' ? codes : [...codes, ...posts]);
  return Object.fromEntries(
    [...all].map((code) => {
      const { status, title } = PROBLEMS[code];
      const content = { 'application/problem+json': { schema: problemSchema } };
      return [String(status), { description: `${title} (\`${problemType(code)}\`)`, content }];
    }),
  );
}
