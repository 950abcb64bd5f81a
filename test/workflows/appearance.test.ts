import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { STEERING_UPDATES, type SteeringUpdate } from '../../workflows/contract.ts';
import { parseSteering } from '../../workflows/steering-arguments.ts';
import { waitFor } from '../support/wait-for.ts';
import type { LiveRelease } from './support/live-release.ts';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

const LONG_CANARY = { shadow: 'off', canary: { weight: 0.1, minRequests: 100_000 } } as const;

test('releases are found in Temporal by route, stage, status, candidate and weight', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.steer('pause');
  const { list } = stage.temporal.client.workflow;
  const query = [
    `TidegateRoute = "${release.route}"`,
    `TidegateReleaseId = "${release.id}"`,
    'TidegateStage = "canary"',
    'TidegateStatus = "paused"',
    'TidegateCandidate = "v2"',
    'TidegateWeight = 0.1',
  ].join(' AND ');
  const found = async (): Promise<string | undefined> => {
    for await (const workflow of list.call(stage.temporal.client.workflow, { query })) return workflow.workflowId;
    return undefined;
  };
  expect(await waitFor(found, { within: '10s', what: 'the release in the list' })).toBe(`release/${release.route}`);
});

test('the current details tell stage, weight, status, reason, next step, each gate and the timeline', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.shows(({ progress }) => progress.gates[0]?.candidate.count !== undefined, '60s');
  await release.steer('pause', { by: 'ana', reason: 'a | in a table' });
  const details = await currentDetailsOf(release);
  expect(details).toContain('| stage | canary |');
  expect(details).toContain('| weight | 10 % |');
  expect(details).toContain('| status | **paused** |');
  expect(details).toContain('| why | paused by ana: a \\| in a table |');
  expect(details).toMatch(/\| next \| ramp 50 % after 100000 requests and 5 min at this step; paused by ana/);
  expect(details).toMatch(/\| error_rate \| [\d.]+ % of \d+ \| [\d.]+ % of \d+ \| .+ \| [\d.]+ of 20 \| \w+ \|/);
  expect(details).toMatch(/\| \d\d:\d\d:\d\d \| paused \| ana \| a \\\| in a table \|/);
});

test('each activity has a summary that reads as a sentence, and the workflow says what it changes', async () => {
  const release = await stage.givenRelease().started();
  await release.thenItEnds('completed');
  const { events } = await release.handle.fetchHistory();
  const summaries = (events ?? []).flatMap(({ userMetadata }) =>
    userMetadata?.summary ? [defaultPayloadConverter.fromPayload<string>(userMetadata.summary)] : [],
  );
  expect(summaries).toContain(`${release.route}: version 2 (model) for version 1`);
  expect(summaries).toContain(`Have the gateway run ramp 50 % of ${release.route}`);
  expect(summaries).toContain(`Wait until every replica runs ramp 50 % of ${release.route}`);
  expect(summaries).toContain(
    `Watch ramp 50 % of ${release.route} by 1 gate; bake 100 % comes after 50 requests and 500 ms`,
  );
  expect(summaries).toContain(`Make version 2 the stable one of ${release.route}`);
  expect(summaries.every((summary) => summary.length <= 200)).toBe(true);
});

test('no prompt and no parameter is in a history', async () => {
  const release = await stage.givenRelease().started();
  await release.thenItEnds('completed');
  const history = JSON.stringify(await release.handle.fetchHistory());
  const text = [...history.matchAll(/"data":"([^"]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? '', 'base64').toString(),
  );
  expect(text.join('\n')).not.toContain('gpt-5');
});

async function currentDetailsOf(release: LiveRelease): Promise<string> {
  const metadata = await release.handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails;
}

test('each update says in the Temporal UI what it does, and shows an argument that it takes', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  const metadata = await release.handle.query<{
    definition?: { updateDefinitions?: readonly { name?: string; description?: string }[] };
  }>('__temporal_workflow_metadata');
  const updates = metadata.definition?.updateDefinitions ?? [];
  expect(new Set(updates.map(({ name }) => name))).toEqual(new Set(STEERING_UPDATES));
  for (const { name = '', description = '' } of updates) {
    const example = /Example: (\{.*\})$/.exec(description)?.[1];
    expect([name, parseSteering(name as SteeringUpdate, JSON.parse(example ?? 'null'))]).toMatchObject([
      name,
      { kind: name },
    ]);
  }
});

test('the queries for saved views in the docs are ones that Temporal takes', async () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'temporal-ui.md'), 'utf8');
  const block = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const queries = block.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
  expect(queries).toHaveLength(4);
  for (const query of queries) {
    for await (const { type } of stage.temporal.client.workflow.list({ query, pageSize: 1 })) {
      expect(type).toBe('release');
      break;
    }
  }
});
