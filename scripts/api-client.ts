// `npm run client`: writes client/generated/ from the OpenAPI document. `--check` says whether it is up to date.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { OPERATIONS } from '../control/api/contract/operations.ts';
import { openApiDocument } from '../control/api/openapi.ts';

const ROOT = join(import.meta.dirname, '..');
/** The generator and the TypeScript that it needs; the project itself has a newer one, without its API. */
const TOOL = join(ROOT, 'tools', 'api-types');
const TYPES = join(ROOT, 'client', 'generated', 'api.ts');
const TABLE = join(ROOT, 'client', 'generated', 'operations.ts');
const SEAL = /^\/\/ Document (?<document>[0-9a-f]{64}), rest of this file (?<rest>[0-9a-f]{64})\n/;

const JSON_TYPE = 'export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };';

const document = JSON.stringify(openApiDocument('0.0.0'));

if (process.argv.includes('--check')) await check();
else await write();

async function check(): Promise<void> {
  const text = await readFile(TYPES, 'utf8');
  const seal = SEAL.exec(text);
  const rest = text.slice(seal?.[0].length);
  const typesAreFresh = seal?.groups?.['document'] === sha256(document) && seal.groups['rest'] === sha256(rest);
  if (typesAreFresh && (await readFile(TABLE, 'utf8')) === (await table())) return;
  console.error('client/generated is not what the OpenAPI document makes of it: run "npm run client" and commit it');
  process.exitCode = 1;
}

async function write(): Promise<void> {
  install();
  const types = await pretty(await generate());
  await writeFile(TYPES, `// Document ${sha256(document)}, rest of this file ${sha256(types)}\n${types}`);
  await writeFile(TABLE, await table());
  console.log(`${TYPES}\n${TABLE}`);
}

function install(): void {
  const command = 'npm ci --prefer-offline --no-audit --no-fund --ignore-scripts --loglevel=error';
  const { status } = spawnSync(command, { cwd: TOOL, stdio: 'inherit', shell: true });
  if (status !== 0) throw new Error('the generator could not be installed: npm needs its registry once');
}

async function generate(): Promise<string> {
  const at = (file: string) => pathToFileURL(join(TOOL, 'node_modules', 'openapi-typescript', 'dist', file)).href;
  const { default: openapiTS, astToString } = (await import(at('index.mjs'))) as Generator;
  const nodes = await openapiTS(simplified(JSON.parse(document) as Described), {
    defaultNonNullable: false,
    inject: JSON_TYPE,
  });
  const types = astToString(nodes).replace('JsonValue: unknown;', 'JsonValue: Json;');
  return `// Made by "npm run client". Do not edit.\n${types}`;
}

interface Generator {
  default(document: unknown, options: object): Promise<object[]>;
  astToString(nodes: object[]): string;
}

interface Described {
  readonly components: { readonly schemas: Record<string, unknown> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, unknown> }>>>>;
}

/**
 * Every failure of every call is a problem: said once a call instead of once a status, the types are a third shorter. Any
 * JSON gets a type of its own, because one that refers to itself through `components` is none.
 */
function simplified(described: Described): Described {
  described.components.schemas['JsonValue'] = {};
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  for (const operation of Object.values(described.paths).flatMap((path) => Object.values(path))) {
    const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    operation.responses = { ...Object.fromEntries(answers), default: { description: 'A problem', content } };
  }
  return described;
}

/** How each operation is called, by its id. */
function table(): Promise<string> {
  const rows = Object.entries(OPERATIONS).map(([id, { method, path }]) => `${id}: ['${method}', '${path}'],`);
  return pretty(
    `// Made by "npm run client". Do not edit.\nexport const OPERATIONS = {\n${rows.join('\n')}\n} as const;\n`,
  );
}

async function pretty(text: string): Promise<string> {
  return await format(text, { ...(await resolveConfig(TYPES)), parser: 'typescript' });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
