import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, type Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { prepareNamespace } from '../../platform/temporal-namespace.ts';
import { rejectionOf } from '../support/error-of.ts';
import { connectTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { waitFor } from '../support/wait-for.ts';

const DAY_MS = 86_400_000;
const KEYWORD = 2;
const DOUBLE = 4;

describe('a namespace that is made fit for releases', () => {
  let temporal: TestTemporal;
  let connection: Connection;
  let client: Client;

  beforeAll(async () => {
    temporal = await connectTestTemporal('own');
    ({ client } = temporal);
    connection = client.connection as Connection;
  });
  afterAll(() => temporal.close());

  test('has every search attribute, with its type', async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: temporal.namespace,
    });
    expect(customAttributes).toEqual({
      TidegateReleaseId: KEYWORD,
      TidegateRoute: KEYWORD,
      TidegateStage: KEYWORD,
      TidegateStatus: KEYWORD,
      TidegateCandidate: KEYWORD,
      TidegateWeight: DOUBLE,
    });
  });

  test('keeps the history of a release for a month', async () => {
    expect(await retentionDays(connection, temporal.namespace)).toBe(30);
  });

  test('is not changed by being made fit again', async () => {
    await prepareNamespace(client);
    expect(await retentionDays(connection, temporal.namespace)).toBe(30);
  });

  test('is never made to forget earlier than it did', async () => {
    await prepareNamespace(client, { minRetentionDays: 90 });
    await prepareNamespace(client);
    expect(await retentionDays(connection, temporal.namespace)).toBe(90);
  });

  test('with one of our names for something else is one sentence that says what to do', async () => {
    const namespace = `test-${randomBytes(6).toString('hex')}`;
    await registered(connection, namespace);
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { TidegateWeight: KEYWORD } });
    const other = new Client({ connection, namespace });
    const error = await rejectionOf(prepareNamespace(other));
    expect(error).toMatchObject({ code: 'invalid_input' });
    expect(error.message).toMatch(/TidegateWeight .*set TEMPORAL_NAMESPACE to another/);
  });
});

async function retentionDays(connection: Connection, namespace: string): Promise<number> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  return (Number(config?.workflowExecutionRetentionTtl?.seconds) * 1_000) / DAY_MS;
}

async function registered(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs(30 * DAY_MS),
  });
  await waitFor(() => connection.operatorService.listSearchAttributes({ namespace }), { within: '15s' });
}
