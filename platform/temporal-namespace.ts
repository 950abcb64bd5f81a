import { type Client, type Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { TidegateError } from '../core/errors.ts';
import { searchAttributeKeys } from '../workflows/search-attributes.ts';
import { waitUntil } from './wait-until.ts';

export interface NamespaceOptions {
  /** Closed workflows are kept at least this long: a release's history outlives the release. */
  readonly minRetentionDays?: number;
}

const DAY_MS = 86_400_000;
const DEFAULT_RETENTION_DAYS = 30;
const VISIBLE_WITHIN_MS = 15_000;

/** The codes of gRPC that are expected here. */
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/** `temporal.api.enums.v1.IndexedValueType` */
const INDEXED_VALUE_TYPE = { KEYWORD: 2, DOUBLE: 4 } as const;

const ATTRIBUTES = Object.values(searchAttributeKeys);
type Attribute = (typeof ATTRIBUTES)[number];

/**
 * Makes the namespace of the client fit for releases: there, keeping histories long enough, with every search
 * attribute. Changes only what is missing, so every start may call it.
 * @throws TidegateError `forbidden` with what to do by hand where this client may not change the namespace
 */
export async function prepareNamespace(client: Client, options: NamespaceOptions = {}): Promise<void> {
  const connection = client.connection as Connection;
  const { namespace } = client.options;
  const days = options.minRetentionDays ?? DEFAULT_RETENTION_DAYS;
  await allowed(`keep the closed workflows of namespace ${namespace} for ${days} days`, () =>
    ensureNamespace(connection, namespace, days * DAY_MS),
  );
  const missing = await missingAttributes(connection, namespace);
  if (missing.length === 0) return;
  const names = missing.map(({ name, type }) => `${name} (${type})`).join(', ');
  await allowed(`add the search attributes ${names} to namespace ${namespace}`, () =>
    addAttributes(connection, namespace, missing),
  );
}

async function ensureNamespace(connection: Connection, namespace: string, retentionMs: number): Promise<void> {
  const service = connection.workflowService;
  const retention = msToTs(retentionMs);
  const found = await unless(NOT_FOUND, service.describeNamespace({ namespace }));
  if (found === undefined) {
    const request = { namespace, workflowExecutionRetentionPeriod: retention };
    await unless(ALREADY_EXISTS, service.registerNamespace(request));
    await waitUntil(() => isKnown(connection, namespace), { withinMs: VISIBLE_WITHIN_MS, everyMs: 250 });
    return;
  }
  const presentMs = Number(found.config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000;
  if (presentMs > 0 && presentMs < retentionMs) {
    await service.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: retention } });
  }
}

/** A new namespace reaches all parts of the service with a delay. */
async function isKnown(connection: Connection, namespace: string): Promise<boolean> {
  const answer = await unless(NOT_FOUND, connection.operatorService.listSearchAttributes({ namespace }));
  return answer !== undefined;
}

async function missingAttributes(connection: Connection, namespace: string): Promise<readonly Attribute[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const wrong = ATTRIBUTES.find(({ name, type }) => {
    const present = customAttributes[name];
    return present !== undefined && present !== INDEXED_VALUE_TYPE[type];
  });
  if (wrong !== undefined) {
    const message = `Namespace ${namespace} has a search attribute ${wrong.name} that is no ${wrong.type}: remove it, or set TEMPORAL_NAMESPACE to another namespace.`;
    throw new TidegateError('invalid_input', message);
  }
  return ATTRIBUTES.filter(({ name }) => customAttributes[name] === undefined);
}

async function addAttributes(connection: Connection, namespace: string, missing: readonly Attribute[]): Promise<void> {
  const added = Object.fromEntries(missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]]));
  await unless(ALREADY_EXISTS, connection.operatorService.addSearchAttributes({ namespace, searchAttributes: added }));
  const areVisible = async (): Promise<boolean> => (await missingAttributes(connection, namespace)).length === 0;
  await waitUntil(areVisible, { withinMs: VISIBLE_WITHIN_MS, everyMs: 250 });
}

/** The answer, or `undefined` where the call failed with the code that is expected. */
async function unless<Answer>(expectedCode: number, call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isGrpcServiceError(error) && Number(error.code) === expectedCode) return undefined;
    throw error;
  }
}

async function allowed(what: string, change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (cause) {
    if (!isGrpcServiceError(cause)) throw cause;
    const message = `Temporal does not let tidegate ${what} (${cause.details}): do it by hand, then start again.`;
    throw new TidegateError('forbidden', message, { cause });
  }
}
