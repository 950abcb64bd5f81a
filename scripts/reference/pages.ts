import type { Command } from 'commander';
import type { Registry } from 'prom-client';
import { createContext } from '../../cli/context.ts';
import { createProgram } from '../../cli/program.ts';
import { OPERATIONS } from '../../control/api/contract/operations.ts';
import type { Operation } from '../../control/api/contract/operation.ts';
import { controlMetrics } from '../../control/metrics.ts';
import { rolesWith } from '../../core/access/roles.ts';
import { configFileSchema } from '../../core/config-schema.ts';
import { METRIC_NAMES } from '../../core/decision/metric.ts';
import { releaseFieldsSchema } from '../../core/release/spec-schema.ts';
import { GatewayMetrics } from '../../gateway/metrics.ts';
import { environmentSchema } from '../../platform/config.ts';
import { ENVIRONMENT_HELP } from '../../platform/environment-help.ts';
import { AUDIT_ACTIONS } from '../../store/audit-actions.ts';
import { code, table } from './markdown.ts';
import { fieldRows } from './schema-fields.ts';

/** The command that makes the pages anew, for messages. */
export const COMMAND = 'npm run docs:reference';

const NOTE = `Made from the code by \`${COMMAND}\`: change it there.`;

/** Every page of docs/reference/ by its file name, before it is formatted. Always the same for the same code. */
export function referencePages(): Readonly<Record<string, string>> {
  return {
    'configuration.md': configurationPage(),
    'api.md': apiPage(),
    'cli.md': cliPage(),
    'metrics.md': metricsPage(),
    'audit.md': auditPage(),
  };
}

const pageOf = (title: string, ...parts: string[]): string => [`# ${title}`, NOTE, ...parts].join('\n\n') + '\n';

function configurationPage(): string {
  const heads = ['field', 'type', 'default', 'meaning'];
  const defaults: Readonly<Record<string, unknown>> = environmentSchema.parse({});
  const environment = fieldRows(environmentSchema).map(([name = '', type = '', byDefault = '', text = '']) => [
    name,
    type === 'string' ? '' : type,
    byDefault === '' ? numberOf(defaults[bare(name)]) : code(bare(byDefault)),
    ENVIRONMENT_HELP[bare(name)] ?? text,
  ]);
  return pageOf(
    'Configuration',
    '## Environment',
    'A variable that is set but empty counts as not set.',
    table(['variable', 'values', 'default', 'meaning'], environment),
    '## The configuration file',
    '`TIDEGATE_CONFIG`, `tidegate apply -f FILE`. Its JSON Schema for editors is served at `/api/v1/schemas/config.json`.',
    table(heads, fieldRows(configFileSchema)),
    '## A release',
    '`tidegate release start -f FILE`, `POST /api/v1/releases`. `candidate` takes the fields of a route version above.',
    table(heads, fieldRows(releaseFieldsSchema.omit({ candidate: true }))),
    '### Metrics of gates',
    METRIC_NAMES.map(code).join(', '),
  );
}

const bare = (text: string): string => text.replaceAll(/[`"]/g, '');
/** Defaults of numbers are told behind the reading of the text. */
const numberOf = (value: unknown): string => (typeof value === 'number' ? code(String(value)) : '');

function apiPage(): string {
  const operations: [string, Operation][] = Object.entries(OPERATIONS);
  const tags = [...new Set(operations.map(([, { tag }]) => tag))];
  const sections = tags.flatMap((tag) => [
    `## ${tag}`,
    table(
      ['call', 'what it does', 'roles', 'operation'],
      operations
        .filter(([, operation]) => operation.tag === tag)
        .map(([id, { method, path, summary, permission }]) => [
          code(`${method.toUpperCase()} ${path}`),
          summary,
          rolesWith(permission).join(', '),
          code(id),
        ]),
    ),
  ]);
  return pageOf(
    'Control API',
    'Under `/api/v1`. Bodies and answers, field by field, are in the OpenAPI 3.1 document at `/api/v1/openapi.json`; problems are RFC 9457. The wire format of the [gateway](../gateway.md) is OpenAI’s.',
    ...sections,
  );
}

function cliPage(): string {
  const nobody = { write: () => true };
  const program = createProgram(createContext({ stdout: nobody, stderr: nobody, environment: {} }));
  return pageOf('Command line', ...program.commands.flatMap((command) => commandSections(command, 'tidegate')));
}

function commandSections(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`;
  const parameters = command.registeredArguments.map((argument) => {
    const shown = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${shown}>` : `[${shown}]`;
  });
  const rows = [
    ...command.registeredArguments.map((argument) => [code(argument.name()), argument.description, '']),
    ...command.options.map(({ flags, description, defaultValue, argChoices }) => [
      code(flags),
      argChoices === undefined ? description : `${description} (${argChoices.join(', ')})`,
      defaultValue === undefined ? '' : code(String(defaultValue)),
    ]),
  ];
  const own = [
    `## ${name}`,
    `${code([name, ...parameters].join(' '))}: ${command.description()}`,
    ...(rows.length === 0 ? [] : [table(['', 'meaning', 'default'], rows)]),
  ];
  return [...own, ...command.commands.flatMap((child) => commandSections(child, name))];
}

function metricsPage(): string {
  const gateway = new GatewayMetrics(() => {
    throw new Error('Nobody scrapes here.');
  });
  const control = controlMetrics({
    watchers: () => 0,
    store: async () => ({ releases: [], replicas: [], costAlerts: [] }),
  });
  return pageOf(
    'Metrics',
    'What Prometheus reads at `/metrics`. Beside these each process tells Node’s and its own (`process_…`, `nodejs_…`); the worker tells the `temporal_…` metrics of its SDK. What gates judge by are [metrics of releases](configuration.md#metrics-of-gates).',
    '## Gateway',
    metricTable(gateway.registry),
    '## Control plane',
    metricTable(control.registry),
  );
}

interface Described {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

function metricTable(registry: Registry): string {
  const metrics = registry.getMetricsAsArray() as unknown as Described[];
  const rows = metrics
    .filter(({ name }) => !/^(process|nodejs)_/.test(name))
    .map(({ name, help, labelNames = [] }) => [code(name), help, labelNames.map(code).join(', ')])
    .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1));
  return table(['metric', 'meaning', 'labels'], rows);
}

function auditPage(): string {
  return pageOf(
    'Audit events',
    'The `action` of each entry of the [audit record](../access.md#the-audit-record), beside who (`actor`), what (`subject`, such as `route/support-agent`), why (`reason`) and how it stood `before` and `after`.',
    table(
      ['action', 'meaning'],
      Object.entries(AUDIT_ACTIONS).map(([action, meaning]) => [code(action), meaning]),
    ),
  );
}
