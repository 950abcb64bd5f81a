import { setTimeout as delay } from 'node:timers/promises';
import type { Release } from '../../control/api/schemas/release.ts';
import { TidegateError } from '../../core/errors.ts';
import type { ReleaseSpecInput } from '../../core/release/spec.ts';
import { percent } from '../../core/release/steps.ts';
import type { ApiClient } from '../../client/client.ts';
import type { Output } from '../output/output.ts';
import { followRelease, type ReleaseNews } from '../watch/follow-release.ts';
import { viewFor } from '../watch/watch-release.ts';
import type { DemoStack } from './demo-stack.ts';
import { BEHAVIOURS, demoConfiguration, demoRelease, DEMO_ROUTE, FAULT_RATE, MODELS } from './scenario.ts';
import { setBehaviour } from './simulated-models.ts';
import { startTraffic, type TrafficFigures } from './traffic.ts';

export interface DemoResult {
  readonly good: Release;
  readonly bad: Release;
  /** When the bad candidate began to fail. */
  readonly faultAtMs: number;
  /** What the users got before any release. */
  readonly alone: TrafficFigures;
  /** What they got while the releases ran. */
  readonly released: TrafficFigures;
}

/** The longest that one release may take here; its plan takes about a minute. */
const PATIENCE_MS = 150_000;
/** How long stable serves alone, to compare with. */
const ALONE_MS = 8_000;
/** The fault waits until the candidate has answered this many calls well. */
const ANSWERED_WELL = 20;

/**
 * Plays the demo on a running stack: steady traffic, a good release, then one whose candidate turns bad once it has
 * passed shadow and serves a tenth of the sessions.
 */
export async function runDemo(stack: DemoStack, output: Output, interrupted: AbortSignal): Promise<DemoResult> {
  const { api, providerUrl } = stack;
  for (const [model, behaviour] of Object.entries(BEHAVIOURS)) await setBehaviour(providerUrl, model, behaviour);
  await endOpenRelease(api);
  await api.call('applyConfiguration', { query: { force: 'true' }, body: demoConfiguration(providerUrl) });
  const key = await api.call('issueKey', { body: { name: 'demo', routes: [DEMO_ROUTE] } });
  const traffic = startTraffic({ gatewayUrl: stack.gatewayUrl, apiKey: key.secret, route: DEMO_ROUTE });
  const demo = { ...stack, output, interrupted };
  try {
    output.line(heading('Stable alone', `${ALONE_MS / 1_000} s of traffic to compare with`));
    await traffic.waitUntilServed();
    traffic.startAnew();
    await delay(ALONE_MS, undefined, { signal: interrupted });
    const alone = traffic.startAnew();
    const good = await playGoodRelease(demo);
    const { bad, faultAtMs } = await playBadRelease(demo);
    return { good, bad, faultAtMs, alone, released: await traffic.stop() };
  } finally {
    await traffic.stop();
    await api.call('revokeKey', { params: { keyId: key.id }, body: { reason: 'the demo is over' } });
  }
}

/** Whether both ended as they should, and no user was failed by a release. */
export function succeeded({ good, bad, released }: DemoResult): boolean {
  return good.ending === 'completed' && bad.ending === 'rolled_back' && released.failedByRelease === 0;
}

interface Demo extends DemoStack {
  readonly output: Output;
  readonly interrupted: AbortSignal;
}

async function playGoodRelease(demo: Demo): Promise<Release> {
  demo.output.line(heading('1. A good release', `${MODELS.stable} → ${MODELS.good}`));
  return play(demo, demoRelease(MODELS.good, 'demo: a candidate that is fine'));
}

async function playBadRelease(demo: Demo): Promise<{ readonly bad: Release; readonly faultAtMs: number }> {
  const promise = `which passes shadow and then fails ${percent(FAULT_RATE)} of its calls`;
  demo.output.line(heading('2. A bad release', `${MODELS.good} → ${MODELS.bad}, ${promise}`));
  const servesWell = canaryServesWell();
  let faultAtMs: number | undefined;
  const bad = await play(
    demo,
    demoRelease(MODELS.bad, 'demo: a candidate that turns bad after shadow'),
    async (news) => {
      if (faultAtMs !== undefined || !servesWell(news)) return undefined;
      faultAtMs = Date.now();
      await setBehaviour(demo.providerUrl, MODELS.bad, { ...BEHAVIOURS[MODELS.bad], errorRate: FAULT_RATE });
      return `${MODELS.bad} fails ${percent(FAULT_RATE)} of its calls from now on`;
    },
  );
  if (faultAtMs === undefined) {
    throw new TidegateError(
      'internal',
      `The bad release ended before its canary served (${bad.reason}): there was no fault to find`,
    );
  }
  return { bad, faultAtMs };
}

/** Asked at each piece of news: whether the candidate has answered some calls in its canary, which begins after shadow. */
function canaryServesWell(): (news: ReleaseNews) => boolean {
  let inShadow = 0;
  return (news) => {
    if (news.kind !== 'observation') return false;
    const errors = news.observation.gates.find((gate) => gate.metric === 'error_rate' && gate.cohort === 'all');
    const answered = errors?.candidate.count ?? 0;
    if (news.observation.stage === 'shadow') inShadow = answered;
    return news.observation.stage === 'canary' && answered - inShadow >= ANSWERED_WELL;
  };
}

/** Starts a release and shows it to its end. `onNews` may do something and say what it did. */
async function play(
  { api, output, interrupted }: Demo,
  spec: ReleaseSpecInput,
  onNews: (news: ReleaseNews) => Promise<string | undefined> = () => Promise.resolve(undefined),
): Promise<Release> {
  const { id } = await api.call('startRelease', { body: spec });
  const view = viewFor(output);
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    view.open(await api.call('getRelease', { params: { releaseId: id } }));
    for await (const news of followRelease(api, id)) {
      view.show(news);
      const note = await onNews(news);
      if (note !== undefined) view.note(note);
      if (interrupted.aborted)
        await api.call('abortRelease', { params: { releaseId: id }, body: { reason: 'the demo was interrupted' } });
      interrupted.throwIfAborted();
      if (patience.aborted)
        throw new TidegateError('unavailable', `Release ${id} did not end within ${PATIENCE_MS / 1_000} s`);
    }
    return await api.call('getRelease', { params: { releaseId: id } });
  } finally {
    view.close();
  }
}

/** A demo that was interrupted may have left its release under way. */
async function endOpenRelease(api: ApiClient): Promise<void> {
  const { items } = await api.call('listReleases', { query: { route: DEMO_ROUTE, open: 'true' } });
  for (const { id: releaseId } of items) {
    await api.call('abortRelease', { params: { releaseId }, body: { reason: 'the demo begins anew' } });
    for await (const news of followRelease(api, releaseId)) if (news.kind === 'end') break;
  }
}

export const heading = (title: string, text = ''): string => `\n── ${title}${text === '' ? '' : `: ${text}`}\n`;
