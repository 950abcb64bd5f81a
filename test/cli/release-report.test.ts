import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GateReport } from '../../core/decision/report.ts';
import { asReleaseId, asReplicaId, asRouteId, asTraceId } from '../../core/ids.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { listAudit } from '../../store/audit.ts';
import { noteObservation, recordEvent } from '../../store/release-events.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { givenRelease, givenRoute, ROUTE, rowOf } from '../store/given.ts';
import { launchChromium } from '../support/chromium.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { startTestControl, type TestControl } from '../control/test-control.ts';
import { runCli, towards } from './run-cli.ts';

/* `tidegate release report`, from a stored release to a page in a real browser. Models and people are hostile here. */

const HOSTILE =
  '<script>document.title = "taken over"</script><img src=x onerror="document.title=1">``` | **x** \u202e';
const RELEASE = asReleaseId('rel_report');
let control: TestControl;
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = temporaryFolder();
  control = await startTestControl();
  await givenRoute(control.database);
  const spec = { candidate: { model: 'gpt-5-nano', prompt: { name: 'p', version: '2', system: HOSTILE } } };
  const release = await givenRelease(control.database, RELEASE, { ...spec, description: `Why not? ${HOSTILE}` });
  for (let look = 0; look < 30; look += 1) {
    const gates = [gate('error_rate', 10 ** (look / 12)), gate('latency_p95', 0.5)];
    const verdict = { kind: 'continue', reason: 'collecting' } as const;
    await noteObservation(control.database, RELEASE, {
      stage: 'canary',
      weight: look < 15 ? 0.05 : 0.25,
      verdict,
      gates,
    });
  }
  const row = rowOf(release, 1, {
    status: 'rolled_back',
    reason: `error_rate ${HOSTILE}`,
    gates: [gate('error_rate', 250)],
  });
  await recordEvent(control.database, { row, type: 'rolled_back', details: {} }, true);
  await served('stable', {}, 'req_1');
  await served('candidate', { status: 500, errorType: HOSTILE.slice(0, 60) }, 'req_2');
}, 60_000);
afterAll(async () => {
  await control.close();
  folder.delete();
});

function gate(metric: string, eValue: number): GateReport {
  return {
    key: metric,
    metric,
    cohort: 'all',
    state: eValue > 100 ? 'breached' : 'collecting',
    stable: { estimate: metric === 'error_rate' ? 0.01 : 812, count: 4_120 },
    candidate: { estimate: metric === 'error_rate' ? 0.081 : 790, count: 412 },
    eValue,
    threshold: 100,
    promotionEValue: 1,
    promotionThreshold: 20,
    sentence: `${metric} of the candidate against stable, e-value ${eValue.toFixed(1)} of 100 needed`,
  };
}

let spans = 0;
async function served(arm: 'stable' | 'candidate', change: Partial<Outcome>, requestId: string): Promise<void> {
  spans += 1;
  const call: Outcome = {
    requestId,
    traceId: asTraceId(String(spans).padStart(32, 'a')),
    spanId: String(spans).padStart(16, 'b'),
    startedAtMs: Date.now(),
    route: asRouteId(ROUTE),
    routeVersion: 1,
    releaseId: RELEASE,
    arm,
    weight: 0.25,
    labels: { tenant: 'acme' },
    provider: 'openai',
    requestModel: 'gpt-5-nano',
    streamed: false,
    status: 200,
    timedOut: false,
    latencyMs: 120,
    costUsd: 0.002,
    retries: 0,
    cache: 'off',
    evaluations: {},
    counted: true,
    ...change,
  };
  await writeFlush(control.database, {
    replica: asReplicaId('gw_1'),
    sequence: spans,
    statistics: [],
    pairs: [],
    traces: [call],
  });
  await control.database`
    INSERT INTO trace_bodies (started_at, trace_id, span_id, prompt, answer, truncated, redactions)
    VALUES (to_timestamp(${call.startedAtMs}::double precision / 1000), ${call.traceId}, ${call.spanId},
      ${`prompt of ${arm} ${HOSTILE}`}, ${`answer of ${arm} ${HOSTILE}`}, false, 0)`;
}

const cli = (...words: string[]) => runCli(words, towards(control.url));

describe('a page about a release', () => {
  test('shows what happened in a browser, and lets nothing in it run or load', async () => {
    const file = join(folder.path, 'report.html');
    const { code } = await cli('release', 'report', RELEASE, '--out', file);
    expect(code).toBe(0);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      expect(await page.title()).toBe(`${ROUTE}: release ${RELEASE}`);
      expect(await page.evaluate('document.scripts.length + document.images.length')).toBe(0);
      expect(requests).toHaveLength(1);
      const [entry] = await listAudit(control.database, { subject: `release/${RELEASE}`, limit: 1 });
      expect(entry).toMatchObject({ action: 'traces.bodies_read' });
      const text = String(await page.evaluate('document.body.innerText'));
      for (const part of [
        'version 1 to 2',
        'rolled back',
        '(not set)',
        '<script>document.title',
        'answer of stable',
        'answer of candidate',
        '$0.002',
      ])
        expect(text).toContain(part);
      expect(await page.evaluate('document.querySelectorAll("svg path.line").length')).toBe(1 + 2 * 1 + 1);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    } finally {
      await browser.close();
    }
  }, 60_000);

  test('is Markdown that means nothing but what it says', async () => {
    const file = join(folder.path, 'report.md');
    await cli('release', 'report', RELEASE, '--format', 'md', '--out', file);
    const text = await readFile(file, 'utf8');
    expect(text).toContain(`# ${ROUTE}: version 1 to 2`);
    const outside = text.replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
    expect(outside).not.toMatch(/(^|[^\\])<script/);
    expect(outside).not.toMatch(/(^|[^\\])\*\*x/);
  });

  test('of a release that does not exist is refused', async () => {
    const { code, stderr } = await cli('release', 'report', 'rel_none');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no release "rel_none"');
  });
});
