import { setTimeout as passed } from 'node:timers/promises';
import { Counter, Gauge, type Registry } from 'prom-client';
import { ENDED } from '../core/release/status.ts';
import type { Database } from '../store/database.ts';
import { ALERT_KINDS, DRIFT_METRIC_NAMES } from '../core/cost/alert.ts';
import { BUDGET_STATES } from '../core/cost/burn.ts';
import { countAlerts } from '../store/cost-alerts.ts';
import { type ReleaseFigures, releaseFigures } from '../store/release-figures.ts';
import { listReplicas, type ReplicaRow } from '../store/replicas.ts';

const MAX_ROUTES = 200;
/** Prometheus gives up after ten seconds: what else is known of the process is to reach it before. */
const READ_LIMIT_MS = 3_000;

/** All that there can be: each is 0 before its first. */
const COST_ALERTS = ALERT_KINDS.flatMap((kind) =>
  (kind === 'drift' ? DRIFT_METRIC_NAMES : BUDGET_STATES.filter((state) => state !== 'ok')).map((what) => ({
    kind,
    what,
  })),
);

export interface StoreFigures {
  readonly releases: readonly ReleaseFigures[];
  readonly replicas: readonly Pick<ReplicaRow, 'live'>[];
  readonly costAlerts: Awaited<ReturnType<typeof countAlerts>>;
}

export async function readStoreFigures(database: Database): Promise<StoreFigures> {
  const [releases, replicas, costAlerts] = await Promise.all([
    releaseFigures(database, MAX_ROUTES),
    listReplicas(database),
    countAlerts(database),
  ]);
  return { releases, replicas, costAlerts };
}

/**
 * Releases and replicas as the store knows them, read when somebody scrapes. Every control plane tells the same: add up
 * nothing over them. While the store does not answer these figures are absent, not 0.
 */
export class ReleaseMetrics {
  readonly #read: () => Promise<StoreFigures>;
  readonly #failures: Counter;
  readonly #open: Gauge;
  readonly #weight: Gauge;
  readonly #ended: Counter;
  readonly #replicas: Gauge;
  readonly #costAlerts: Counter;
  #reading: Promise<void> | undefined;

  constructor(registry: Registry, read: () => Promise<StoreFigures>) {
    this.#read = read;
    const registers = [registry];
    this.#failures = new Counter({
      name: 'tidegate_control_store_failures_total',
      help: 'Scrapes at which the store did not answer',
      registers,
    });
    this.#open = new Gauge({
      name: 'tidegate_control_open_releases',
      help: 'Releases under way, by route and status',
      labelNames: ['route', 'status'],
      registers,
    });
    this.#weight = new Gauge({
      name: 'tidegate_control_release_weight_ratio',
      help: 'Share of units that the release under way gives its candidate',
      labelNames: ['route'],
      registers,
    });
    this.#ended = new Counter({
      name: 'tidegate_control_releases_ended_total',
      help: 'Releases that ended, by route and how; 0 from the first release of a route on',
      labelNames: ['route', 'status'],
      registers,
    });
    this.#replicas = new Gauge({
      name: 'tidegate_control_replicas',
      help: 'Gateway replicas that report (live), and those of the last day that stopped without saying so (silent)',
      labelNames: ['state'],
      registers,
    });
    this.#costAlerts = new Counter({
      name: 'tidegate_control_cost_alerts_total',
      help: 'Drifts of costs by metric, and states that budgets came to',
      labelNames: ['kind', 'what'],
      registers,
    });
  }

  /** Brings the figures up to date; scrapes at one time share one reading. */
  refresh(): Promise<void> {
    this.#reading ??= this.#refresh().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #refresh(): Promise<void> {
    const figures = await this.#answer();
    for (const metric of [this.#open, this.#weight, this.#ended, this.#replicas, this.#costAlerts]) metric.reset();
    if (figures === undefined) {
      this.#failures.inc();
      return;
    }
    for (const { route } of figures.releases) for (const status of ENDED) this.#ended.inc({ route, status }, 0);
    for (const labels of COST_ALERTS) this.#costAlerts.inc(labels, 0);
    for (const { kind, what, alerts } of figures.costAlerts) this.#costAlerts.inc({ kind, what }, alerts);
    for (const row of figures.releases) this.#add(row);
    const live = figures.replicas.filter((replica) => replica.live).length;
    this.#replicas.set({ state: 'live' }, live);
    this.#replicas.set({ state: 'silent' }, figures.replicas.length - live);
  }

  #add({ route, status, ended, releases, weight }: ReleaseFigures): void {
    if (ended) {
      this.#ended.inc({ route, status }, releases);
      return;
    }
    this.#open.inc({ route, status }, releases);
    this.#weight.set({ route }, weight);
  }

  /** `undefined` where the store fails or takes too long. */
  async #answer(): Promise<StoreFigures | undefined> {
    const waiting = new AbortController();
    try {
      return await Promise.race([
        this.#read(),
        passed(READ_LIMIT_MS, undefined, { signal: waiting.signal, ref: false }),
      ]);
    } catch {
      return undefined; // counted by the caller; the store's own trouble is in the log of whoever needs it
    } finally {
      waiting.abort();
    }
  }
}
