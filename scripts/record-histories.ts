// Records the histories that test/workflows/replay.test.ts replays: `node scripts/record-histories.ts [suffix]`.
// Old ones stay: they are what releases under way look like when new code meets them. Add new ones when the workflow
// learns something that no recorded history shows.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { openDatabase } from '../store/database.ts';
import { freeze, unfreeze } from '../store/freezes.ts';
import { migrate } from '../store/migrate.ts';
import { startTestServers } from '../test/support/jest/servers.ts';
import type { LiveRelease } from '../test/workflows/support/live-release.ts';
import { openStage, type Stage } from '../test/workflows/support/stage.ts';

const FOLDER = join(import.meta.dirname, '..', 'test', 'workflows', 'histories');
const CANARY = { shadow: 'off', canary: { weight: 0.1, minRequests: 20, minDuration: '1s' } } as const;
const LONG_CANARY = { shadow: 'off', canary: { weight: 0.1, minRequests: 100_000 } } as const;

const SCENES: Readonly<Record<string, (stage: Stage) => Promise<LiveRelease>>> = {
  async completed(stage) {
    const release = await stage.givenRelease().started();
    await release.thenItEnds('completed');
    return release;
  },
  async 'rolled-back'(stage) {
    const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
    await release.whenErrorsRiseTo(0.4).thenItRollsBackWithin('20s');
    return release;
  },
  async steered(stage) {
    const approvals = [{ before: 'ramp' as const, count: 1 }];
    const release = await stage.givenRelease().with({ plan: CANARY, approvals }).underWay();
    await release.steer('pause');
    await release.steer('resume');
    await release.steer('block');
    await release.steer('unblock');
    await release.reaches({ status: 'awaiting_approval' });
    await release.steer('approve');
    await release.reaches({ stage: 'ramp' });
    await release.steer('promote');
    await release.steer('abort');
    await release.thenItEnds('aborted');
    return release;
  },
  async scheduled(stage) {
    const approvals = [{ before: 'ramp' as const, weight: 0.5, count: 1 }];
    const startAt = new Date(Date.now() + 3_000).toISOString();
    const release = await stage.givenRelease().with({ plan: CANARY, approvals, startAt }).accepted();
    await freeze(stage.database, { route: release.route, reason: 'launch day', until: null }, 'ops');
    await release.start();
    await release.reaches({ status: 'held' });
    await unfreeze(stage.database, { route: release.route, reason: 'launch is over' }, 'ops');
    await release.reaches({ status: 'awaiting_approval' });
    await release.steer('approve');
    await release.thenItEnds('completed');
    return release;
  },
  async held(stage) {
    const release = await stage.givenRelease().with({ plan: CANARY }).withCallsThatReportNothing().underWay();
    await release.happens('held');
    await release.handle.cancel();
    await release.thenItEnds('aborted');
    return release;
  },
};

const suffix = process.argv[2] ?? new Date().toISOString().slice(0, 10);
const servers = await startTestServers();
process.env['TIDEGATE_TEST_DATABASE_URL'] = servers.postgres.url;
process.env['TIDEGATE_TEST_TEMPORAL_ADDRESS'] = servers.temporal.address;
try {
  const template = openDatabase({ url: servers.postgres.url, applicationName: 'record-histories' });
  await migrate(template);
  await template.end();
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, play] of Object.entries(SCENES)) await record(name, play);
} finally {
  await servers.stop();
}

async function record(name: string, play: (stage: Stage) => Promise<LiveRelease>): Promise<void> {
  const stage = await openStage();
  const release = await play(stage);
  const history = withoutMachine(historyToJSON(await release.handle.fetchHistory()));
  await stage.close();
  const file = join(FOLDER, `${name}-${suffix}.json`);
  writeFileSync(file, `${history}\n`);
  console.log(file);
}

/** Process ids and host names say nothing of a release. */
function withoutMachine(history: string): string {
  return JSON.stringify(JSON.parse(history)).replaceAll(/\b\d+@[\w.-]+/g, 'worker');
}
