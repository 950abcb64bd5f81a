/** A JSON value that satisfies the schema, for the simple schemas that apps ask structured answers with. */
export function instanceOf(schema: unknown, root: unknown = schema, depth = 0): unknown {
  if (!isRecord(schema) || depth > MAX_DEPTH) return null;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) return instanceOf(alternatives[0], root, depth + 1);
  if (typeof schema['$ref'] === 'string') return instanceOf(resolve(schema['$ref'], root), root, depth + 1);
  return instanceOfType(schema, root, depth);
}

const MAX_DEPTH = 24;

type Schema = Readonly<Record<string, unknown>>;

function instanceOfType(schema: Schema, root: unknown, depth: number): unknown {
  const type: unknown = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type) {
    case 'string':
      return 'simulated'
        .padEnd(numberOr(schema['minLength'], 0), '.')
        .slice(0, numberOr(schema['maxLength'], Infinity));
    case 'integer':
      return Math.ceil(numberOr(schema['minimum'], 1));
    case 'number':
      return numberOr(schema['minimum'], 0.5);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: numberOr(schema['minItems'], 1) }, () =>
        instanceOf(schema['items'], root, depth + 1),
      );
    default:
      return objectInstance(schema, root, depth);
  }
}

function objectInstance(schema: Schema, root: unknown, depth: number): Record<string, unknown> {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, instanceOf(property, root, depth + 1)]),
  );
}

function resolve(reference: string, root: unknown): unknown {
  let at = root;
  for (const step of reference.replace(/^#\/?/, '').split('/')) {
    if (step !== '') at = isRecord(at) ? at[step] : undefined;
  }
  return at;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function isRecord(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
