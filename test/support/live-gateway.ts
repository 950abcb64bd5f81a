import { randomBytes } from 'node:crypto';
import OpenAI from 'openai';
import { asReplicaId } from '../../core/ids.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { postgresFeedback, postgresOutcomes, postgresSnapshots } from '../../gateway/postgres-ports.ts';
import { createLogger } from '../../platform/log.ts';
import { BehaviourBook, behaviourSchema } from '../../simulator/provider/behaviour.ts';
import { createSimulatedProvider } from '../../simulator/provider/provider.ts';
import type { Database } from '../../store/database.ts';
import { issueKey } from '../../store/keys.ts';
import { waitFor } from './wait-for.ts';

export interface LiveGateway {
  readonly client: OpenAI;
  readonly evaluator: ThreadEvaluator;
  /** The base URL of the simulated provider, for a configuration. */
  readonly providerUrl: string;
  behaves(model: string, behaviour: Record<string, unknown>): void;
  close(): Promise<void>;
}

/** The real gateway on a test's database, before a simulated provider, and a client with a key of the tenant acme. */
export async function startLiveGateway(database: Database): Promise<LiveGateway> {
  const secret = `tg_${randomBytes(12).toString('hex')}`;
  const behaviours = new BehaviourBook();
  const provider = createSimulatedProvider({ behaviours, seed: 3 });
  const providerUrl = `${await provider.listen(0, '127.0.0.1')}/v1`;
  const evaluator = new ThreadEvaluator();
  await issueKey(database, { id: secret.slice(0, 9), name: 'app', secret, tenant: 'acme', labels: {} }, 'ops');
  const gateway = createGateway({
    replica: asReplicaId(`gw_${secret.slice(3, 9)}`),
    snapshots: postgresSnapshots(database),
    outcomes: postgresOutcomes(database),
    feedback: postgresFeedback(database),
    evaluator,
    readSecret: () => '',
    clock: systemClock,
    random: Math.random,
    log: createLogger('test', { level: 'silent' }),
    intervalMs: 50,
  });
  const url = await gateway.listen(0, '127.0.0.1');
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { within: '20s', what: 'a ready gateway' });
  return {
    client: new OpenAI({ apiKey: secret, baseURL: `${url}/v1`, maxRetries: 0 }),
    evaluator,
    providerUrl,
    behaves(model, behaviour) {
      behaviours.set(model, behaviourSchema.parse({ latencyMs: { p50: 0, p99: 0 }, ...behaviour }));
    },
    async close() {
      await gateway.close();
      await provider.close();
    },
  };
}
