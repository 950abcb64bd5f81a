import type { ReplicaId } from '../../core/ids.ts';
import type { Logger } from '../../platform/log.ts';
import type { SnapshotSource } from '../ports.ts';
import { WakeablePause } from '../wakeable-pause.ts';
import { within } from '../within.ts';
import type { Leases } from './leases.ts';
import { Serving, type TargetFactory } from './serving.ts';

export interface KeeperOptions {
  readonly replica: ReplicaId;
  readonly source: SnapshotSource;
  readonly targets: TargetFactory;
  readonly leases: Leases;
  readonly log: Logger;
  /** Time between two heartbeats, ms. */
  readonly intervalMs?: number;
}

const INTERVAL_MS = 500;
const STORE_TIMEOUT_MS = 3_000;

/**
 * Keeps the replica on the newest snapshot and its leases alive.
 *
 * The order is what the promises rest on. The replica registers by a heartbeat before it first reads a snapshot:
 * otherwise a rollback published between the two would find nobody to wait for, and the replica would serve what was
 * rolled back. A lease is renewed only by a heartbeat whose answer names no newer snapshot than the one applied; what
 * is newer is applied first and acknowledged by the next heartbeat at once. While a snapshot can not be read, the last
 * good one serves, no heartbeat is sent and the lease lapses: to the store the replica counts as gone, and it serves
 * stable only.
 */
export class SnapshotKeeper {
  /** Rounds that failed since the start. */
  failures = 0;
  /** How many replicas lived at the last heartbeat that was answered. */
  liveReplicas = 1;
  /** Told of each snapshot that is served from now on. */
  onApplied: (serving: Serving) => void = () => undefined;

  readonly #options: KeeperOptions;
  readonly #pause = new WakeablePause();
  #address = '';
  #serving: Serving | undefined;
  #registered = false;
  #behind = true;
  #failing = false;
  #stopped = false;
  #loop: Promise<void> | undefined;
  #subscription: Promise<{ unlisten(): Promise<void> } | undefined> | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** What to serve now; `undefined` before the first snapshot. */
  get serving(): Serving | undefined {
    return this.#serving;
  }

  /** Begins to keep up. `address` is where people find this replica. */
  start(address: string): void {
    this.#address = address;
    this.#loop = this.#run();
  }

  /** Ends the loop and takes the replica out of the count. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pause.wake();
    await this.#loop;
    this.#unlisten();
    const { source, replica, log } = this.#options;
    try {
      await within(STORE_TIMEOUT_MS, 'The farewell', source.leave(replica));
    } catch (error) {
      log.warn({ err: error }, 'the replica could not take its leave; its lease will lapse');
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#subscription ??= this.#listen();
      const idle = await this.#round();
      if (idle) await this.#pause.for(this.#options.intervalMs ?? INTERVAL_MS);
    }
  }

  /** One round of reading and reporting. Returns whether nothing is left to do for now. */
  async #round(): Promise<boolean> {
    const before = this.#serving;
    const catchesUp = this.#registered && this.#behind;
    try {
      if (catchesUp) await this.#catchUp();
      await this.#beat();
      this.#recovered();
      return !this.#behind || (catchesUp && this.#serving?.snapshot.version === before?.snapshot.version);
    } catch (error) {
      this.#failed(error);
      return true;
    }
  }

  async #catchUp(): Promise<void> {
    const { source, targets, log } = this.#options;
    const snapshot = await within(STORE_TIMEOUT_MS, 'Reading the snapshot', source.read(this.#serving?.snapshot));
    this.#serving = new Serving(snapshot, targets);
    this.onApplied(this.#serving);
    log.debug({ version: snapshot.version }, 'snapshot applied');
  }

  async #beat(): Promise<void> {
    const { source, leases, replica } = this.#options;
    const appliedSnapshot = this.#serving?.snapshot.version ?? 0;
    const sentAt = leases.now();
    const beat = source.heartbeat({ replica, appliedSnapshot, address: this.#address });
    const answer = await within(STORE_TIMEOUT_MS, 'The heartbeat', beat);
    this.#registered = true;
    this.liveReplicas = answer.liveReplicas;
    this.#behind = this.#serving === undefined || answer.snapshotVersion > appliedSnapshot;
    if (!this.#behind) leases.renew(sentAt, answer);
  }

  /** Notifications only make it quicker: without them, each heartbeat's answer says what is new. */
  async #listen(): Promise<{ unlisten(): Promise<void> } | undefined> {
    try {
      return await this.#options.source.listen((version) => {
        if (version > (this.#serving?.snapshot.version ?? 0)) this.#pause.wake();
      });
    } catch (error) {
      this.#options.log.debug({ err: error }, 'not listening for snapshots');
      this.#subscription = undefined;
      return undefined;
    }
  }

  /** Nobody waits for this: what no longer listens, or not yet, ends with its connection. */
  #unlisten(): void {
    void this.#subscription
      ?.then((subscription) => subscription?.unlisten())
      .catch((error: unknown) => this.#options.log.debug({ err: error }, 'the listener was gone already'));
  }

  #failed(error: unknown): void {
    this.failures += 1;
    if (!this.#failing)
      this.#options.log.warn({ err: error }, 'the store could not be read; the last snapshot is kept');
    this.#failing = true;
  }

  /** What listened to a store that was away may not hear any more, so it listens anew. */
  #recovered(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#options.log.info('the store is read again');
    this.#unlisten();
    this.#subscription = undefined;
  }
}
