import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

const PLANTED = 'planted-words-of-a-person';
const ENVIRONMENT = { TIDEGATE_PAYLOAD_KEYS: `k1:${randomBytes(32).toString('base64')}` };

let plain: Stage;
let encrypted: Stage;
beforeAll(async () => {
  plain = await openStage();
  encrypted = await openStage({ environment: ENVIRONMENT });
});
afterEach(() => Promise.all([plain.clear(), encrypted.clear()]));
afterAll(async () => {
  await plain.close();
  await encrypted.close();
});

/** All that the server has of it, payloads read as text, but what it searches by, and the SDK's own names of patches. */
async function storedHistory(stage: Stage, { workflowId }: WorkflowHandle): Promise<string> {
  const { connection } = stage.temporal.client;
  const { history } = await connection.workflowService.getWorkflowExecutionHistory({
    namespace: stage.temporal.namespace,
    execution: { workflowId },
    maximumPageSize: 1_000,
  });
  return JSON.stringify(history?.events ?? [], function (this: Record<string, unknown>, name: string) {
    const value = this[name];
    if (name === 'searchAttributes' || isPatchMarker(value)) return undefined;
    return value instanceof Uint8Array ? Buffer.from(value).toString() : value;
  });
}

function isPatchMarker(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'markerName' in value && value.markerName === 'core_patch';
}

const PROMPT = { name: 'support', version: '2', system: `You are ${PLANTED}.` };
/** Of inputs, results, summaries and heartbeats. */
const WORDS = ['"requestedBy":"ada"', 'error_rate', 'version 2', 'json/plain'];

test('with a key, a release goes its whole way and its history has nothing to read', async () => {
  const release = await encrypted.givenRelease().withHealthyCandidate().withVersion({ prompt: PROMPT }).started();
  const { reason } = await release.thenItEnds('completed');
  expect(reason).toMatch(/^version 2 is stable/);
  const stored = await storedHistory(encrypted, release.handle);
  expect(stored).toContain('binary/encrypted');
  expect([...WORDS, PLANTED].filter((word) => stored.includes(word))).toEqual([]);
});

test('without a key, a history can be read, and still has no word of a prompt', async () => {
  const release = await plain.givenRelease().withHealthyCandidate().withVersion({ prompt: PROMPT }).started();
  await release.thenItEnds('completed');
  const stored = await storedHistory(plain, release.handle);
  expect(WORDS.filter((word) => stored.replaceAll('\\"', '"').includes(word))).toEqual(WORDS);
  expect(stored).not.toContain(PLANTED);
});
