import type { RouteVersionPatch } from './version.ts';

/** A JSON Schema that answers are held against, and where it stands. */
export interface NamedJsonSchema {
  readonly path: readonly (string | number)[];
  readonly schema: object;
}

type Checks = Pick<RouteVersionPatch, 'guardrails' | 'evaluators'>;

/** The JSON Schemas of a version, or of what a candidate changes. */
export function jsonSchemasOf({ guardrails, evaluators }: Checks): NamedJsonSchema[] {
  const ofGuardrails = (guardrails?.post ?? []).flatMap((guard, index): NamedJsonSchema[] => {
    const path = ['guardrails', 'post', index];
    if (guard.kind === 'json-schema') return [{ path: [...path, 'schema'], schema: guard.schema }];
    if (guard.kind !== 'tools') return [];
    return guard.allowed.flatMap(({ arguments: schema }, tool) =>
      schema === undefined ? [] : [{ path: [...path, 'allowed', tool, 'arguments'], schema }],
    );
  });
  const ofEvaluators = (evaluators ?? []).flatMap((evaluator, index): NamedJsonSchema[] =>
    evaluator.kind === 'json-schema' ? [{ path: ['evaluators', index, 'schema'], schema: evaluator.schema }] : [],
  );
  return [...ofGuardrails, ...ofEvaluators];
}
