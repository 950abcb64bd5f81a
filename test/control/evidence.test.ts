import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Tidegate } from '../../docs/examples/tidegate.ts';
import { Chores, evidenceChores } from '../../worker/chores.ts';
import { type LiveGateway, startLiveGateway } from '../support/live-gateway.ts';
import { waitFor } from '../support/wait-for.ts';
import { ADMIN_TOKEN } from './test-control.ts';
import { startTestReleases, type TestReleases } from './test-releases.ts';

/* Evidence that comes from elsewhere than the call itself, through the real gateway, worker and Temporal. */

let control: TestReleases;
let gateway: LiveGateway;
let chores: Chores;
beforeAll(async () => {
  control = await startTestReleases();
  gateway = await startLiveGateway(control.database);
  chores = new Chores(evidenceChores(control.database), pino({ level: 'silent' }));
  for (const model of ['sim-large', 'sim-small']) gateway.behaves(model, {});
}, 60_000);
afterAll(async () => {
  await chores.stop();
  await gateway.close();
  await control.close();
}, 30_000);

let route: string;
let traffic: Traffic | undefined;
beforeEach(async () => {
  route = await control.freshRoute({
    providers: [{ id: 'simulated', kind: 'openai-compatible', baseUrl: gateway.providerUrl }],
    routes: [{ stable: { provider: 'simulated', model: 'sim-large' } }],
  });
});
afterEach(async () => {
  await traffic?.stop();
});

interface Answered {
  readonly id: string;
  readonly arm: string | null;
}

/** Users who ask one after the other, and what is done with each answer. */
class Traffic {
  asked = 0;
  #stopped = false;
  readonly #running: readonly Promise<void>[];

  constructor(then: (answer: Answered) => Promise<void> = async () => undefined) {
    this.#running = Array.from({ length: 6 }, () => this.#ask(then));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #ask(then: (answer: Answered) => Promise<void>): Promise<void> {
    while (!this.#stopped) {
      this.asked += 1;
      const { data, response } = await gateway.client.chat.completions
        .create({ model: route, safety_identifier: `user-${this.asked}`, messages: [{ role: 'user', content: 'Hi' }] })
        .withResponse();
      await then({ id: data.id, arm: response.headers.get('x-tidegate-arm') });
    }
  }
}

async function start(spec: object): Promise<string> {
  const body = { route, candidate: { model: 'sim-small' }, ...spec };
  return (await control.call('startRelease', { body })).body.id;
}

const canary = (minRequests: number) => ({
  shadow: 'off',
  canary: { weight: 0.5, minRequests, minDuration: '1s' },
  ramp: [],
  bake: 'off',
});

describe('labels that come after the answer', () => {
  test('a candidate whose answers users do not like is rolled back', async () => {
    const id = await start({
      plan: canary(1_000_000),
      gates: [{ metric: 'thumbs_down_rate', maxIncrease: 0.05 }],
    });
    await control.reaches(id, { status: 'running' });
    let rated = 0;
    traffic = new Traffic(async ({ id: response, arm }) => {
      rated += 1;
      const value = arm === 'candidate' && rated % 2 === 0 ? 'down' : 'up';
      await gateway.client.post('/feedback', { body: { response, name: 'thumbs', value } });
    });
    const done = await control.reaches(id, { ending: 'rolled_back' });
    expect(done.reason).toContain('thumbs_down_rate');
  }, 90_000);
});

describe('a check of one’s own, outside', () => {
  const about = () => ({ route, name: 'ticket', response: 'chatcmpl-1', blockOnFailure: true });
  const held = async (): Promise<string> => {
    const id = await start({ plan: canary(1_000_000), gates: [{ metric: 'error_rate', maxIncrease: 0.05 }] });
    await control.reaches(id, { status: 'running' });
    return id;
  };

  test('that fails blocks the release by the TypeScript helper, one that passes does not', async () => {
    const id = await held();
    const tidegate = new Tidegate({ url: control.url, token: ADMIN_TOKEN, actor: 'ticket-check' });
    const check = (text: string): string | undefined => (text.startsWith('{') ? undefined : 'the answer is no JSON');
    expect(await tidegate.validate('{"id": 7}', check, about())).toBe(true);
    await control.reaches(id, { status: 'running' });
    expect(await tidegate.validate('Sure!', check, about())).toBe(false);
    const { timeline } = await control.reaches(id, { status: 'blocked' });
    expect(timeline.at(-1)).toMatchObject({ actor: 'ticket-check', reason: 'ticket: the answer is no JSON' });
    const said = await control.call('listFeedback', { query: { name: 'ticket' } });
    expect(said.body.items).toMatchObject([
      { value: 'fail', metric: 'eval_fail_rate:ticket', givenBy: 'ticket-check' },
    ]);
  }, 60_000);

  test('that fails blocks the release by the Python example', async () => {
    const id = await held();
    const environment = [`TIDEGATE_CONTROL_URL=${control.url}`, `TIDEGATE_ADMIN_TOKEN=${ADMIN_TOKEN}`];
    const command = ['python3', 'docs/examples/tidegate.py', route, 'chatcmpl-2', '{"id": "seven"}'];
    const python = spawn('env', [...environment, ...command], { stdio: ['ignore', 'inherit', 'inherit'] });
    const code = await new Promise((resolve) => python.on('close', resolve));
    expect(code).toBe(1);
    const { timeline } = await control.reaches(id, { status: 'blocked' });
    expect(timeline.at(-1)).toMatchObject({ type: 'blocked', reason: 'ticket: the ticket has no id' });
  }, 60_000);
});

describe('an evaluator that dies', () => {
  test('in the middle of a release leads to hold: what it did not say is no pass', async () => {
    const id = await start({
      plan: canary(5_000), // more than the evaluator can see before it dies
      evaluators: [{ kind: 'length', name: 'short', maxChars: 100_000 }],
      gates: [{ metric: 'eval_fail_rate:short', maxIncrease: 0.05 }],
    });
    await control.reaches(id, { status: 'running', weight: 0.5 });
    traffic = new Traffic();
    const sees = async (): Promise<boolean> => {
      const { body } = await control.call('getRelease', { params: { releaseId: id } });
      return (body.evidence[0]?.candidate.count ?? 0) > 20;
    };
    await waitFor(sees, { within: '30s', what: 'evidence of the evaluator' });
    await gateway.evaluator.close();
    const stays = await control.reaches(id, { status: 'held' });
    expect(stays.reason).toContain('eval_fail_rate:short has fallen silent');
    expect(stays.weight).toBe(0.5);
  }, 90_000);
});
