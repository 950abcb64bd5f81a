import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { runCli } from './run-cli.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await connectTestTemporal('own');
});
afterAll(() => temporal.close());

const init = (...parameters: string[]) =>
  runCli(['temporal', 'init', ...parameters], {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  });

test('a namespace is prepared again and again without harm, and never made to forget earlier', async () => {
  const service = temporal.client.connection.workflowService;
  expect(await init('--retention-days', '60')).toMatchObject({ code: 0 });
  const answer = await init('--json');
  expect(JSON.parse(answer.stdout)).toEqual({ address: temporal.address, namespace: temporal.namespace });
  const { config } = await service.describeNamespace({ namespace: temporal.namespace });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(60 * 86_400);
});

test('a retention that is none is one sentence', async () => {
  expect(await init('--retention-days', '0')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('it must be a whole number above 0'),
  });
});
