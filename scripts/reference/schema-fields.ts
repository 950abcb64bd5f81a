import { z } from 'zod';
import { code } from './markdown.ts';

type Node = Readonly<Record<string, unknown>>;

/** The fields of a zod schema as its users write it, one row each: path, type, default, what it is. */
export function fieldRows(schema: z.ZodType): string[][] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline', cycles: 'ref' }) as Node;
  return rowsOf(resolved(json, (json['$defs'] ?? {}) as Record<string, Node>), '', []);
}

/** Names in the place of what they stand for; one within itself stays a name. */
function resolved(node: Node, definitions: Readonly<Record<string, Node>>, within: readonly string[] = []): Node {
  const name = typeof node['$ref'] === 'string' ? node['$ref'].replace('#/$defs/', '') : undefined;
  if (name !== undefined) {
    const target = definitions[name];
    return target === undefined || within.includes(name)
      ? { type: name }
      : resolved(target, definitions, [...within, name]);
  }
  const part = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(part);
    return typeof value === 'object' && value !== null ? resolved(value as Node, definitions, within) : value;
  };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === 'default' ? value : part(value)]));
}

function rowsOf(node: Node, path: string, required: readonly string[]): string[][] {
  const properties = Object.entries((node['properties'] ?? {}) as Record<string, Node>);
  return properties.flatMap(([name, field]) => {
    const own = path === '' ? name : `${path}.${name}`;
    const needed = ((node['required'] as string[] | undefined) ?? required).includes(name);
    return [[code(own), typeOf(field), defaultOf(field, needed), textOf(field)], ...inner(field, own)];
  });
}

/** What lies in a field: its own fields, those of its items, those of each of its forms. */
function inner(field: Node, path: string): string[][] {
  const items = field['items'] as Node | undefined;
  const forms = formsOf(field).filter((form) => form['properties'] !== undefined);
  const rows = [
    ...rowsOf(field, path, []),
    ...(items === undefined
      ? []
      : [...rowsOf(items, `${path}[]`, []), ...inner({ ...items, properties: {} }, `${path}[]`)]),
    ...forms.flatMap((form) => rowsOf(form, path, [])),
  ];
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.join('|')) && seen.add(row.join('|')));
}

const formsOf = (field: Node): Node[] => [...((field['anyOf'] ?? field['oneOf'] ?? []) as Node[])];

function typeOf(field: Node): string {
  if (field['const'] !== undefined) return code(JSON.stringify(field['const']));
  const names = field['enum'] as unknown[] | undefined;
  if (names !== undefined) return names.map((name) => code(String(name))).join(', ');
  const forms = formsOf(field);
  if (forms.length > 0) return [...new Set(forms.map(typeOf))].join(' or ');
  const type = field['type'];
  if (type === 'array') return `list of ${typeOf((field['items'] ?? {}) as Node)}`;
  return `${typeof type === 'string' ? type : 'any'}${boundsOf(field)}`;
}

/** Numbers that zod takes as bounds of every whole number say nothing. */
function boundsOf(field: Node): string {
  const bound = (name: string, sign: string): string[] => {
    const value = field[name];
    return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? [`${sign} ${value}`] : [];
  };
  const all = [
    ...bound('minimum', '≥'),
    ...bound('exclusiveMinimum', '>'),
    ...bound('maximum', '≤'),
    ...bound('exclusiveMaximum', '<'),
  ];
  return all.length === 0 ? '' : ` ${all.join(', ')}`;
}

const LONGEST_DEFAULT = 80;

function defaultOf(field: Node, needed: boolean): string {
  const value = field['default'];
  if (value === undefined) return needed ? '**needed**' : '';
  const text = JSON.stringify(value);
  return text.length > LONGEST_DEFAULT ? 'see its fields' : code(text);
}

function textOf(field: Node): string {
  const text = field['description'];
  return typeof text === 'string' ? text : '';
}
