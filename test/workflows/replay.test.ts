import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { makeWorkflowBundle } from '../../worker/workflow-bundle.ts';
import { closeRuntime, installQuietRuntime, QUIET } from './support/quiet-runtime.ts';

jest.setTimeout(120_000);

const FOLDER = join(import.meta.dirname, 'histories');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
let workflowBundle: Awaited<ReturnType<typeof makeWorkflowBundle>>;
beforeAll(async () => {
  installQuietRuntime();
  workflowBundle = await makeWorkflowBundle(QUIET);
});
afterAll(closeRuntime);

test.each(files)('releases under way go on with this code as they began: %s', async (file) => {
  const history: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  await Worker.runReplayHistory({ workflowBundle }, history, 'release/support-agent');
});

test('a release that would act otherwise than it did is found out', async () => {
  const text = readFileSync(join(FOLDER, files[0] ?? ''), 'utf8');
  const history: unknown = JSON.parse(text.replaceAll('"awaitAcknowledgements"', '"somethingElse"'));
  const replay = Worker.runReplayHistory({ workflowBundle }, history, 'release/support-agent');
  await expect(replay).rejects.toThrow(/[Nn]ondeterminism/);
});
