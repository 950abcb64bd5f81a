import type { ReplicaId } from '../core/ids.ts';
import type { Logger } from '../platform/log.ts';
import { networksOf } from '../platform/outbound/networks.ts';
import { Outbound } from '../platform/outbound/outbound.ts';
import { type CallExport, NO_EXPORT } from '../platform/telemetry/otlp/otlp-export.ts';
import { waitUntil } from '../platform/wait-until.ts';
import { AnswerCache } from './cache/answer-cache.ts';
import { type AnswerStore, MemoryAnswers } from './cache/answer-store.ts';
import type { CallServices } from './call/call-services.ts';
import { ThreadBodyRedactor } from './capture/body-redactor.ts';
import { Capture } from './capture/capture.ts';
import { Mirrors } from './call/mirrors.ts';
import type { Clock } from './clock.ts';
import type { Evaluator } from './evaluation/evaluator.ts';
import { newFeedbackTurnstile } from './feedback/take-feedback.ts';
import { Admission, type AdmissionLimits } from './http/admission.ts';
import { Front } from './http/front.ts';
import { type GatewayGauges, GatewayMetrics } from './metrics.ts';
import { Collector } from './outcome/collector.ts';
import { Recorder } from './outcome/recorder.ts';
import { type CounterStore, ownCounters } from './limits/counter-store.ts';
import { LimitEvents, type LimitEventWriter } from './limits/limit-events.ts';
import { Limiter } from './limits/limiter.ts';
import type { FeedbackWriter, FlushWriter, SecretReader, SnapshotSource } from './ports.ts';
import { answer, type RouterServices } from './router.ts';
import { SnapshotKeeper } from './serving/keeper.ts';
import { Leases } from './serving/leases.ts';
import { ProviderPools } from './upstream/provider-pools.ts';

export interface GatewayDependencies {
  readonly replica: ReplicaId;
  readonly snapshots: SnapshotSource;
  readonly outcomes: FlushWriter;
  readonly feedback: FeedbackWriter;
  readonly evaluator: Evaluator;
  /** Where limits are counted; in this process where nothing is said, which holds for a single replica. */
  readonly counters?: CounterStore;
  /** How long a call waits for them, ms; a second where nothing is said. */
  readonly countersTimeoutMs?: number;
  readonly limitEvents?: LimitEventWriter;
  /** Where answers are kept; in this replica's memory where nothing is said. */
  readonly answers?: AnswerStore;
  readonly readSecret: SecretReader;
  /** To providers and webhooks; to public addresses and to this machine where nothing is said. */
  readonly outbound?: Outbound;
  readonly clock: Clock;
  /** Uniform in [0, 1): jitters retries. */
  readonly random: () => number;
  readonly log: Logger;
  /** Where calls are exported to; nowhere where nothing is said. */
  readonly calls?: CallExport;
  /** Time between two heartbeats, and between two flushes, ms; 500 where nothing is said. */
  readonly intervalMs?: number;
  /** What calls may hold at once; see Admission. */
  readonly admission?: { readonly [Limit in keyof AdmissionLimits]?: AdmissionLimits[Limit] | undefined };
}

export interface Gateway {
  /**
   * Listens and begins to keep up with snapshots; port 0 takes a free one. Returns the base URL. With `firstSnapshotMs`
   * (and a port that is known) it takes no connection before it can serve, or before that time is over.
   */
  listen(port: number, host: string, patience?: { readonly firstSnapshotMs: number }): Promise<string>;
  /** Stops taking requests, lets open ones end, writes the last outcomes and takes its leave. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 20 * 1024 * 1024;
const DRAIN_MS = 8_000;
const LAST_BODIES_MS = 1_000;
const LAST_FLUSH_MS = 3_000;

/** One replica of the data plane. */
export function createGateway(dependencies: GatewayDependencies): Gateway {
  const {
    replica,
    snapshots,
    outcomes,
    feedback,
    evaluator,
    readSecret,
    clock,
    random,
    log,
    calls = NO_EXPORT,
    outbound = new Outbound(networksOf(['loopback'])),
  } = dependencies;
  const interval = dependencies.intervalMs === undefined ? {} : { intervalMs: dependencies.intervalMs };
  const pools = new ProviderPools(readSecret, outbound);
  const leases = new Leases(clock);
  const keeper = new SnapshotKeeper({ replica, source: snapshots, targets: pools, leases, log, ...interval });
  const cache = new AnswerCache({ store: dependencies.answers ?? new MemoryAnswers(), clock, random, log });
  keeper.onApplied = (serving) => cache.applied(serving);
  const collector = new Collector({ replica, writer: outcomes, log, ...interval });
  const bodies = new ThreadBodyRedactor();
  const capture = new Capture(bodies, collector);
  const mirrors = new Mirrors();
  const admission = new Admission(dependencies.admission);
  const metrics = new GatewayMetrics(() =>
    gauges({ keeper, leases, collector, evaluator, capture, calls, mirrors, pools, admission, limiter }),
  );
  const recorder = new Recorder(collector, evaluator, metrics, calls);
  const limitEvents = new LimitEvents(dependencies.limitEvents ?? { write: async () => undefined }, log);
  limitEvents.onEvent = ({ level, limitId }) => metrics.limitEvent(limitId, level);
  const store = dependencies.counters ?? ownCounters();
  const replicas = (): number => keeper.liveReplicas;
  const limiter = new Limiter({
    store,
    events: limitEvents,
    clock,
    log,
    replicas,
    timeoutMs: dependencies.countersTimeoutMs,
  });

  const mayStillServe: CallServices['mayStillServe'] = ({ arm, route, rollout }) => {
    if (arm === 'stable' || rollout === undefined) return true;
    const present = keeper.serving?.snapshot.routes.get(route.snapshot.id)?.rollout;
    return present?.releaseId === rollout.releaseId && leases.holds(rollout.releaseId);
  };
  const services: RouterServices = {
    clock,
    random,
    evaluator,
    readSecret,
    outbound,
    log,
    recorder,
    capture,
    metrics,
    mayStillServe,
    cache,
    keeper,
    leases,
    mirrors,
    feedback,
    feedbackTurnstile: newFeedbackTurnstile(),
    admission,
    limiter,
    maxBodyBytes: MAX_BODY_BYTES,
    closing: () => front.closing,
  };
  const front = new Front(
    (exchange) => answer(services, exchange),
    ({ route, response }) => metrics.observeRequest(route, response.statusCode),
  );

  return {
    async listen(port, host, { firstSnapshotMs } = { firstSnapshotMs: 0 }) {
      const waits = port !== 0 && firstSnapshotMs > 0;
      if (waits) {
        keeper.start(authorityOf(host, port));
        const isOver = (): boolean => keeper.serving !== undefined || front.closing;
        await waitUntil(isOver, { withinMs: firstSnapshotMs });
        if (front.closing) return `http://${authorityOf(host, port)}`;
      }
      const { address, port: bound } = await front.listen(port, host);
      const authority = authorityOf(address, bound);
      if (!waits) keeper.start(authority);
      collector.start();
      return `http://${authority}`;
    },
    async close() {
      await front.close(DRAIN_MS);
      await evaluator.close();
      await bodies.close(LAST_BODIES_MS);
      await collector.stop(LAST_FLUSH_MS);
      await calls.close();
      await limiter.close();
      await keeper.stop();
      await pools.close();
      await outbound.close();
    },
  };
}

function authorityOf(address: string, port: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

interface Parts {
  readonly keeper: SnapshotKeeper;
  readonly leases: Leases;
  readonly collector: Collector;
  readonly evaluator: Evaluator;
  readonly capture: Capture;
  readonly calls: CallExport;
  readonly mirrors: Mirrors;
  readonly pools: ProviderPools;
  readonly admission: Admission;
  readonly limiter: Limiter;
}

function gauges({
  keeper,
  leases,
  collector,
  evaluator,
  capture,
  calls,
  mirrors,
  pools,
  admission,
  limiter,
}: Parts): GatewayGauges {
  return {
    snapshotVersion: keeper.serving?.snapshot.version ?? 0,
    storeFailures: keeper.failures,
    leaseHeld: leases.replicaHolds(),
    ...collector.counts,
    droppedEvaluations: evaluator.dropped,
    droppedBodies: capture.dropped + collector.counts.droppedBodies,
    droppedTraceCalls: collector.droppedTallies,
    droppedExports: calls.dropped,
    mirrorsStarted: mirrors.started,
    ...pools.guards.counts(),
    openCalls: admission.openCalls,
    heldBodyBytes: admission.bodyBytes,
    refusedCalls: admission.refused,
    countersAway: limiter.away,
    locallyLimitedCalls: limiter.localCalls,
  };
}
