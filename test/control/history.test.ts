import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asReleaseId, asReplicaId, asRouteId, asTraceId } from '../../core/ids.ts';
import type { ReleaseStatistics } from '../../core/llm/flush.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { recordEvent } from '../../store/release-events.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { type CliResult, runCli, towards } from '../cli/run-cli.ts';
import { givenRelease, givenRoute, ROUTE, rowOf } from '../store/given.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTestControl, type TestControl } from './test-control.ts';

/* What was, for who plans what will be: the API, and the commands that ask it. */

let control: TestControl;
const folder = temporaryFolder();
const release = asReleaseId('rel_history');
const file = join(folder.path, 'release.yaml');
const tidegate = (...parameters: string[]): Promise<CliResult> => runCli(parameters, towards(control.url));

beforeAll(async () => {
  control = await startTestControl();
  await givenRoute(control.database);
  const record = await givenRelease(control.database, release);
  await recordEvent(control.database, { row: rowOf(record, 0, { weight: 0.1 }), type: 'started', details: {} }, false);
  writeFileSync(file, `route: ${ROUTE}\ncandidate: {}\ngates: [{ metric: error_rate, maxIncrease: 0.02 }]\n`);
});
afterAll(async () => {
  folder.delete();
  await control.close();
});

let sequence = 0;
async function flush(statistics: ReleaseStatistics[], traces: Outcome[] = []): Promise<void> {
  sequence += 1;
  await writeFlush(control.database, { replica: asReplicaId('gw_1'), sequence, statistics, pairs: [], traces });
}

function counts(arm: 'stable' | 'candidate', requests: number, errors: number): ReleaseStatistics {
  const rates = { error_rate: { trials: requests, events: errors } };
  return { releaseId: release, arm, cohort: 'all', weight: 0.1, statistics: { requests, rates, values: {} } };
}

/** A call a second, the last one just now; each tenth fails. */
function calls(count: number, arm: Outcome['arm'] = 'stable'): Outcome[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, at) => ({
    requestId: `req_${arm}_${at}`,
    traceId: asTraceId((at + 1).toString(16).padStart(32, '0')),
    spanId: `${arm}_${at}`.padEnd(16, '0'),
    startedAtMs: now - at * 1_000,
    route: asRouteId(ROUTE),
    routeVersion: 1,
    arm,
    weight: 0,
    labels: {},
    provider: 'openai',
    requestModel: 'gpt-5-mini',
    streamed: false,
    status: at % 10 === 0 ? 500 : 200,
    timedOut: false,
    latencyMs: 400,
    costUsd: 0.001,
    retries: 0,
    cache: 'off',
    evaluations: {},
    counted: true,
  }));
}

describe("a route's history", () => {
  test('is empty before the first call: a plan then asks for the traffic', async () => {
    const { body } = await control.call('getRouteHistory', { params: { routeId: ROUTE } });
    expect(body).toMatchObject({ calls: 0, requestsPerMinute: null, stable: { requests: 0 } });
    const { code, stderr } = await tidegate('plan', '-f', file, '--route', ROUTE);
    expect(code).toBe(1);
    expect(stderr).toContain('has had too few calls to tell its traffic. Say how much traffic there is: --rpm 600');
  });

  test('tells how much it is called and how stable did, mirrored calls not among them', async () => {
    await flush([], [...calls(301), ...calls(50, 'shadow')]);
    const { body } = await control.call('getRouteHistory', { params: { routeId: ROUTE } });
    expect(body.calls).toBe(301);
    expect(body.requestsPerMinute).toBeCloseTo(60, 1);
    expect(body.stable.requests).toBe(301);
    expect(body.stable.rates['error_rate']).toEqual({ trials: 301, events: 31 });
    expect(body.stable.values['cost_usd']?.sum).toBeCloseTo(0.27, 5);
  });

  test('is what a plan is made of', async () => {
    const { stdout } = await tidegate('plan', '-f', file, '--route', ROUTE, '--json');
    const plan = JSON.parse(stdout) as { basis: object; gates: object[] };
    expect(plan.basis).toMatchObject({ calls: 301 });
    expect(plan.gates).toHaveLength(1);
    expect((await tidegate('plan', '-f', file, '--route', ROUTE)).stdout).toContain("route's last 301 calls");
  });

  test('of a route that is not there is a problem', async () => {
    expect((await control.call('getRouteHistory', { params: { routeId: 'nobody' } })).problem.status).toBe(404);
  });
});

describe('the looks of a release', () => {
  test('are replayed through other gates, page by page', async () => {
    for (let second = 0; second < 3; second += 1) {
      await flush([counts('stable', 90, 1), counts('candidate', 10, 9)]);
      await control.database`UPDATE outcome_statistics SET at = now() - ${60 - second} * interval '1 second'
        WHERE release_id = ${release} AND sequence = ${sequence}`;
    }
    const first = await control.call('listLooks', { params: { releaseId: release }, query: { limit: '2' } });
    expect(first.body.items).toHaveLength(2);
    expect(first.body.items[0]).toMatchObject({ weight: 0.1, arms: [{ arm: 'stable' }, { arm: 'candidate' }] });
    const query = { limit: '2', cursor: first.body.nextCursor ?? '' };
    const rest = await control.call('listLooks', { params: { releaseId: release }, query });
    expect(rest.body).toMatchObject({ items: [{}], nextCursor: null });

    for (const where of [
      ['--release', release],
      ['--route', ROUTE, '--since', '2h'],
    ]) {
      const { code, stdout } = await tidegate('backtest', '-f', file, ...where, '--exit-code');
      const said = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { run: string; verdict: string });
      expect(said).toHaveLength(3);
      expect(said.at(-1)).toMatchObject({ run: release, verdict: 'rollback' });
      expect(code).toBe(3);
    }
  });

  test('that are not there are told in a sentence', async () => {
    expect((await tidegate('backtest', '-f', file, '--release', 'rel_nobody')).stderr).toContain(
      'no release "rel_nobody"',
    );
    expect((await tidegate('backtest', '-f', file, '--route', 'nobody')).stderr).toContain(
      'had no release in the last 30d',
    );
    expect((await tidegate('backtest', '-f', file, '--route', ROUTE, '--since', 'ever')).stderr).toContain(
      '--since ever is no duration',
    );
  });
});
