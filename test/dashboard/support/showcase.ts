import { configFileSchema } from '../../../core/config-schema.ts';
import type { GateReport } from '../../../core/decision/report.ts';
import { asReplicaId } from '../../../core/ids.ts';
import type { Database } from '../../../store/database.ts';
import { heartbeat } from '../../../store/replicas.ts';
import { applyConfig } from '../../../store/routes.ts';
import { tellCalls } from './calls.ts';
import { earlier, gateReport } from './gates.ts';
import { beginStory, type ReleaseStory } from './release-story.ts';

/* A small company's routes and releases, for the pictures in the docs: one of everything that can be seen. */

export const RAMPING = 'rel_ramping';
export const ROLLED_BACK = 'rel_rolled_back';

export async function tellShowcase(database: Database): Promise<void> {
  await applyConfig(database, ROUTES, { actor: 'ops', mode: 'change' });
  await addReplicas(database);
  await tellCompleted(database);
  await tellAborted(database);
  await tellRolledBack(database);
  await tellAwaitingApproval(database);
  await tellShadow(database);
  await tellRamping(database);
  await tellCalls(database, RAMPING);
}

const prompt = (name: string, version: string) => ({ name, version, system: `You are the ${name} of Acme.` });

const ROUTES = configFileSchema.parse({
  providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl: 'https://api.openai.com/v1' }],
  routes: [
    {
      id: 'support-agent',
      stable: { provider: 'openai', model: 'gpt-5-mini', prompt: prompt('support', '2026-11-01') },
    },
    { id: 'summarise-ticket', stable: { provider: 'openai', model: 'gpt-5-nano', prompt: prompt('summary', '14') } },
    { id: 'search-rewrite', stable: { provider: 'openai', model: 'gpt-4o-mini' } },
    { id: 'classify-intent', stable: { provider: 'openai', model: 'gpt-5-nano', prompt: prompt('intent', '7') } },
  ],
  limits: [
    { id: 'support-spend', measure: 'usd', max: 50, window: 'day', only: { route: ['support-agent'] } },
    { id: 'everything-a-month', measure: 'usd', max: 5_000, window: 'month' },
    { id: 'tokens-a-day', measure: 'tokens', max: 60_000_000, window: 'day', per: ['tenant'] },
  ],
});

const PLAN = {
  shadow: { rate: 0.1 },
  canary: { weight: 0.05 },
  ramp: [{ weight: 0.1 }, { weight: 0.25 }, { weight: 0.5 }],
  bake: { duration: '30m' },
};

const GATES = [
  { metric: 'error_rate', maxIncrease: 0.01 },
  { metric: 'latency_p95', maxRatio: 1.25, limitMs: 8000 },
  { metric: 'eval_fail_rate:schema', maxIncrease: 0.02, cohortBy: 'tenant' },
  { metric: 'cost_per_request', maxRatio: 1.15 },
];

async function tellRamping(database: Database): Promise<void> {
  const story = await beginStory(database, {
    id: RAMPING,
    route: 'support-agent',
    by: 'ada',
    minutesAgo: 42,
    spec: {
      description: 'Try the smaller model with the shortened prompt',
      candidate: { model: 'gpt-5-nano', prompt: prompt('support', '2026-11-20') },
      plan: PLAN,
      gates: GATES,
      approvals: [{ before: 'ramp', count: 1 }],
    },
  });
  const none: GateReport[] = [];
  await story.publish('started', {
    stage: 'shadow',
    weight: 0,
    reason: 'first step of the plan: shadow 10 %',
    minutesAgo: 42,
    gates: none,
  });
  await story.publish('advanced', {
    stage: 'canary',
    weight: 0.05,
    reason: '204 pairs compared, every gate within its margin',
    minutesAgo: 33,
  });
  await story.record('awaiting_approval', {
    status: 'awaiting_approval',
    reason: 'waits for 1 approval before ramp',
    minutesAgo: 26,
  });
  await story.record('approved', {
    actor: 'grace',
    status: 'running',
    reason: 'Read 40 answers by hand, tone is right',
    details: { before: 'ramp' },
    minutesAgo: 24,
  });
  await story.publish('advanced', {
    stage: 'ramp',
    weight: 0.1,
    reason: '231 requests in 9 min at 5 %, every gate within its margin',
    minutesAgo: 23.9,
  });
  await story.record('acknowledged', {
    reason: 'all 2 replicas run snapshot 9',
    details: { replicas: 2, tookMs: 212 },
    minutesAgo: 23.8,
  });
  await story.publish('advanced', {
    stage: 'ramp',
    weight: 0.25,
    reason: '418 requests in 12 min at 10 %, every gate within its margin',
    minutesAgo: 11,
  });
  await watch(story, RAMPING_GATES, 11, 'collecting: 1,204 of 1,500 requests at 25 %');
  await story.record('acknowledged', {
    status: 'running',
    reason: 'collecting evidence at 25 %: latency_p95 is not proven within its margin yet',
    details: { replicas: 2, tookMs: 187 },
    gates: RAMPING_GATES,
    minutesAgo: 10.9,
  });
}

const RAMPING_GATES: readonly GateReport[] = [
  gateReport({
    metric: 'error_rate',
    state: 'healthy',
    stable: { estimate: 0.0112, count: 18_240 },
    candidate: { estimate: 0.0098, count: 2_904 },
    difference: { kind: 'difference', estimate: -0.0014, low: -0.0069, high: 0.0046 },
    eValue: 0.04,
    promotionEValue: 61,
    sentence:
      'error_rate of the candidate 1.0 % against 1.1 % (margin 1.0 pp), e-value 61 of 20 needed for its margin, 2,904 requests',
  }),
  gateReport({
    metric: 'latency_p95',
    stable: { estimate: 2_310, count: 2_000 },
    candidate: { estimate: 2_640, count: 2_000 },
    difference: { kind: 'ratio', estimate: 1.14, low: 1.02, high: 1.31 },
    eValue: 6.3,
    promotionEValue: 3.1,
    sentence:
      'latency_p95 of the candidate 2,640 ms against 2,310 ms (margin x 1.25, limit 8,000 ms), e-value 3.10 of 20 needed for its margin, 2,904 requests',
  }),
  gateReport({
    key: 'eval_fail_rate:schema{tenant=acme}',
    metric: 'eval_fail_rate:schema',
    cohort: 'tenant=acme',
    stable: { estimate: 0.021, count: 3_120 },
    candidate: { estimate: 0.019, count: 486 },
    difference: { kind: 'difference', estimate: -0.002, low: -0.019, high: 0.0178 },
    eValue: 0.7,
    promotionEValue: 11.4,
    sentence:
      'eval_fail_rate:schema for tenant=acme of the candidate 1.9 % against 2.1 % (margin 2.0 pp), e-value 11 of 20 needed for its margin, 486 requests',
  }),
  gateReport({
    metric: 'cost_per_request',
    state: 'healthy',
    stable: { estimate: 0.00241, count: 18_240 },
    candidate: { estimate: 0.00093, count: 2_904 },
    difference: { kind: 'difference', estimate: -0.00148, low: -0.00161, high: -0.00134 },
    eValue: 0.01,
    promotionEValue: 4.2e9,
    sentence:
      'cost_per_request of the candidate $0.00093 against $0.00241 (margin x 1.15), e-value 4.2e9 of 20 needed for its margin, 2,904 requests',
  }),
];

/** Looks over the minutes, with the evidence growing to what it is now. */
async function watch(
  story: ReleaseStory,
  gates: readonly GateReport[],
  minutes: number,
  reason: string,
): Promise<void> {
  const looks = 40;
  for (let look = 1; look <= looks; look += 1) {
    const progress = look / looks;
    const wobble = progress === 1 ? 1 : progress * (1 + 0.12 * Math.sin(look * 1.7));
    const seen = gates.map((gate) => earlier(gate, Math.min(1, wobble)));
    await story.observe({ kind: 'continue', reason }, seen, minutes * (1 - progress));
  }
}

async function tellRolledBack(database: Database): Promise<void> {
  const story = await beginStory(database, {
    id: ROLLED_BACK,
    route: 'support-agent',
    by: 'linus',
    minutesAgo: 210,
    spec: { candidate: { model: 'gpt-4o-mini' }, plan: PLAN, gates: GATES },
  });
  const why =
    'error_rate of the candidate 31.4 % against 1.1 % (margin 1.0 pp), e-value 9,412 of 80 needed, 86 requests';
  await story.publish('started', {
    stage: 'shadow',
    weight: 0,
    reason: 'first step of the plan: shadow 10 %',
    minutesAgo: 210,
  });
  await story.publish('advanced', {
    stage: 'canary',
    weight: 0.05,
    reason: '200 pairs compared, every gate within its margin',
    minutesAgo: 203,
  });
  await story.publish('advanced', {
    stage: 'ramp',
    weight: 0.1,
    reason: '200 requests in 6 min at 5 %, every gate within its margin',
    minutesAgo: 197,
  });
  await story.record('acknowledged', {
    reason: 'all 2 replicas run snapshot 7',
    details: { replicas: 2, tookMs: 240 },
    minutesAgo: 196.9,
  });
  const gates = [
    gateReport({
      metric: 'error_rate',
      state: 'breached',
      stable: { estimate: 0.011, count: 1_804 },
      candidate: { estimate: 0.314, count: 86 },
      difference: { kind: 'difference', estimate: 0.303, low: 0.171, high: 0.446 },
      eValue: 9_412,
      promotionEValue: 0.001,
      sentence: why,
    }),
    ...RAMPING_GATES.slice(1).map((gate) => earlier(gate, 0.4)),
  ];
  await watch(story, gates, 3, 'collecting');
  await database`UPDATE release_observations SET at = at - interval '193 minutes' WHERE release_id = ${ROLLED_BACK}`;
  await story.end('rolled_back', {
    reason: why,
    actor: 'gate error_rate',
    gates,
    details: { replicas: 2, tookMs: 198 },
    minutesAgo: 193,
  });
}

async function tellCompleted(database: Database): Promise<void> {
  const story = await beginStory(database, {
    id: 'rel_completed',
    route: 'summarise-ticket',
    by: 'ada',
    minutesAgo: 1_600,
    spec: { candidate: { prompt: prompt('summary', '15') }, plan: PLAN },
  });
  await story.publish('started', { stage: 'bake', weight: 1, reason: 'as planned', minutesAgo: 1_500 });
  await story.end('completed', {
    reason: 'version 2 is stable: every gate kept its margin over 12,480 requests and 30 min at 100 %',
    minutesAgo: 1_460,
  });
}

async function tellAborted(database: Database): Promise<void> {
  const story = await beginStory(database, {
    id: 'rel_aborted',
    route: 'classify-intent',
    by: 'grace',
    minutesAgo: 400,
    spec: { candidate: { params: { temperature: 0.7 } }, plan: PLAN },
  });
  await story.publish('started', { stage: 'canary', weight: 0.05, reason: 'as planned', minutesAgo: 395 });
  await story.end('aborted', {
    actor: 'grace',
    reason: 'aborted by grace: wrong temperature in the file',
    minutesAgo: 391,
  });
}

async function tellAwaitingApproval(database: Database): Promise<void> {
  const story = await beginStory(database, {
    id: 'rel_awaiting',
    route: 'classify-intent',
    by: 'linus',
    minutesAgo: 19,
    spec: { candidate: { prompt: prompt('intent', '8') }, plan: PLAN, approvals: [{ before: 'ramp', count: 2 }] },
  });
  await story.publish('started', { stage: 'canary', weight: 0.05, reason: 'first step of the plan', minutesAgo: 18 });
  await story.record('awaiting_approval', {
    status: 'awaiting_approval',
    reason: 'waits for 2 approvals before ramp',
    minutesAgo: 6,
  });
}

async function tellShadow(database: Database): Promise<void> {
  const story = await beginStory(database, {
    id: 'rel_shadow',
    route: 'search-rewrite',
    by: 'ada',
    minutesAgo: 4,
    spec: { candidate: { model: 'gpt-5-nano' }, plan: PLAN },
  });
  await story.publish('started', { stage: 'shadow', weight: 0, reason: 'collecting: 61 of 200 pairs', minutesAgo: 4 });
}

/** Two replicas that stay live for as long as the pictures take. */
async function addReplicas(database: Database): Promise<void> {
  for (const name of ['gateway-1', 'gateway-2']) {
    await heartbeat(database, { replica: asReplicaId(name), address: '10.0.0.4:8080', appliedSnapshot: 1_000 });
  }
  await database`UPDATE replicas SET last_seen = now() + interval '1 hour'`;
}
