import type { Environment } from '../../../platform/config.ts';
import { type Database, openDatabase } from '../../../store/database.ts';
import { type ReleaseActivities, TASK_QUEUE } from '../../../workflows/contract.ts';
import { type NodeProcess, runNode } from '../../support/node-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { connectTestTemporal, type TestTemporal } from '../../support/temporal.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { BreakableLink } from './breakable-link.ts';
import type { FakeReplica } from './fake-replica.ts';
import { GivenRelease } from './given-release.ts';
import type { Parts } from './parts.ts';
import { closeRuntime } from './quiet-runtime.ts';
import { startTestWorker, type TestWorker } from './test-worker.ts';

export interface StageOptions {
  /** `processes`: the test starts its workers itself, as processes, in a namespace of its own. */
  readonly workers?: 'here' | 'processes';
  /** Lets a test stand between the worker and its activities. */
  readonly change?: (activities: ReleaseActivities) => ReleaseActivities;
  /** The worker's way to the store. */
  readonly workerLink?: BreakableLink;
  /** Of the process that knows Temporal. */
  readonly environment?: Environment;
}

/** The real Postgres, the real Temporal and a worker between them, for the releases of one test file. */
export class Stage implements Parts {
  readonly store: TestDatabase;
  readonly temporal: TestTemporal;
  readonly replicas: FakeReplica[] = [];
  readonly taskQueue: string;
  readonly #processes: NodeProcess[] = [];
  #worker: TestWorker | undefined;
  #workerDatabase: Database | undefined;

  constructor(store: TestDatabase, temporal: TestTemporal, taskQueue: string) {
    this.store = store;
    this.temporal = temporal;
    this.taskQueue = taskQueue;
  }

  get database(): Database {
    return this.store.database;
  }

  givenRelease(): GivenRelease {
    return new GivenRelease(this);
  }

  async startWorker({ change, workerLink }: StageOptions = {}): Promise<void> {
    const own = this.store.urlOf('tidegate_worker');
    const url = workerLink === undefined ? own : await workerLink.to(own);
    this.#workerDatabase = openDatabase({ url, applicationName: 'test-worker' });
    this.#worker = await startTestWorker(this.temporal, this.#workerDatabase, change);
  }

  /** The real worker/main.ts as a process; resolves when it takes tasks. */
  async startWorkerProcess(temporalAddress = this.temporal.address): Promise<NodeProcess> {
    const worker = runNode('worker/main.ts', [], {
      DATABASE_URL: this.store.urlOf('tidegate_worker'),
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: this.temporal.namespace,
    });
    this.#processes.push(worker);
    await waitFor(() => worker.output().includes('the worker takes tasks'), { within: '60s', what: 'the worker' });
    return worker;
  }

  async stopWorker(): Promise<void> {
    await this.#worker?.stop();
    await this.#workerDatabase?.end({ timeout: 1 });
    this.#worker = undefined;
  }

  /** Between two tests: the traffic and the processes of the one are not the other's. */
  async clear(): Promise<void> {
    await Promise.all(this.replicas.splice(0).map((replica) => replica.stop()));
    const processes = this.#processes.splice(0);
    for (const process of processes) process.kill('SIGKILL');
    await Promise.all(processes.map((process) => process.ended));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.stopWorker();
    await this.temporal.close();
    await this.store.drop();
    await closeRuntime();
  }
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const isOwn = options.workers === 'processes';
  const temporal = await connectTestTemporal(isOwn ? 'own' : 'shared', options.environment);
  const stage = new Stage(await createTestDatabase(), temporal, isOwn ? TASK_QUEUE : temporal.taskQueue);
  if (!isOwn) await stage.startWorker(options);
  return stage;
}
