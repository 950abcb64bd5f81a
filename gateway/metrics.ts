import { Counter, Gauge, Registry } from 'prom-client';
import type { Outcome } from '../core/llm/outcome.ts';
import type { Arm } from '../core/release/arm.ts';
import type { LimitEvent } from '../core/limits/event.ts';
import { collectProcessMetrics } from '../platform/telemetry/process-metrics.ts';
import { CallFigures } from './call-figures.ts';
import { LabelBound } from './label-bound.ts';

/** Figures that others keep and that are read when somebody scrapes. */
export interface GatewayGauges {
  readonly snapshotVersion: number;
  readonly storeFailures: number;
  readonly leaseHeld: boolean;
  readonly flushes: number;
  readonly failedFlushes: number;
  readonly droppedTraces: number;
  readonly droppedEvaluations: number;
  readonly droppedBodies: number;
  readonly droppedTraceCalls: number;
  readonly droppedExports: number;
  readonly mirrorsStarted: number;
  readonly openCalls: number;
  readonly heldBodyBytes: number;
  readonly refusedCalls: number;
  readonly openBreakers: number;
  readonly breakerOpenings: number;
  readonly countersAway: boolean;
  readonly locallyLimitedCalls: number;
}

const READ_COUNTERS: readonly (readonly [string, string, (now: GatewayGauges) => number])[] = [
  ['store_failures_total', 'Rounds in which the store could not be read', (now) => now.storeFailures],
  ['flushes_total', 'Flushes of outcomes written', (now) => now.flushes],
  ['flush_failures_total', 'Tries to write outcomes that failed', (now) => now.failedFlushes],
  ['traces_dropped_total', 'Traces that found no room', (now) => now.droppedTraces],
  ['trace_calls_dropped_total', 'Calls that found no room in the sums by trace', (now) => now.droppedTraceCalls],
  ['bodies_dropped_total', 'Captured bodies that found no room or could not be redacted', (now) => now.droppedBodies],
  ['exports_dropped_total', 'Calls that found no room in the OTLP export', (now) => now.droppedExports],
  ['evaluations_dropped_total', 'Answers that could not be evaluated', (now) => now.droppedEvaluations],
  ['calls_refused_total', 'Calls that found no room and were told to come back', (now) => now.refusedCalls],
  ['breaker_openings_total', 'Times that a breaker opened', (now) => now.breakerOpenings],
  ['mirrors_started_total', 'Mirrored calls', (now) => now.mirrorsStarted],
  [
    'locally_limited_calls_total',
    'Calls checked by own counters, the shared ones being away',
    (now) => now.locallyLimitedCalls,
  ],
];

const MAX_ROUTES = 200;
const MAX_GUARDRAILS = 100;
const MAX_LIMITS = 200;

/**
 * The gateway's Prometheus metrics. Every label's values are bounded: routes and targets beyond the first few hundred
 * share `other`.
 */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly #routes = new LabelBound(MAX_ROUTES);
  readonly #guardrailNames = new LabelBound(MAX_GUARDRAILS);
  readonly #limits = new LabelBound(MAX_LIMITS);

  readonly #requests = new Counter({
    name: 'tidegate_gateway_requests_total',
    help: 'Requests answered, by route and HTTP status',
    labelNames: ['route', 'status'],
    registers: [this.registry],
  });
  readonly #passedOn = new Counter({
    name: 'tidegate_gateway_fallbacks_total',
    help: 'Failed calls that another target was asked to answer in the same request',
    labelNames: ['route', 'arm', 'error_type'],
    registers: [this.registry],
  });
  readonly #retriesDenied = new Counter({
    name: 'tidegate_gateway_retries_denied_total',
    help: 'Tries that the retry budget did not have',
    labelNames: ['route', 'arm'],
    registers: [this.registry],
  });
  readonly #mirrorsDropped = new Counter({
    name: 'tidegate_gateway_mirrors_dropped_total',
    help: 'Copies of requests that were not made, by what did not allow them',
    labelNames: ['route', 'reason'],
    registers: [this.registry],
  });
  readonly #skipped = new Counter({
    name: 'tidegate_gateway_breaker_skips_total',
    help: 'Calls that an open breaker kept from a target and passed on',
    labelNames: ['route', 'arm'],
    registers: [this.registry],
  });
  readonly #figures = new CallFigures(this.registry, this.#routes);
  readonly #guardrails = new Counter({
    name: 'tidegate_gateway_guardrail_verdicts_total',
    help: 'What guardrails said of calls: pass, flagged, redacted, blocked or failed',
    labelNames: ['route', 'guardrail', 'stage', 'verdict'],
    registers: [this.registry],
  });
  readonly #cached = new Counter({
    name: 'tidegate_gateway_cache_lookups_total',
    help: 'Calls of versions that keep answers, by whether one was found (hit, miss)',
    labelNames: ['route', 'arm', 'result'],
    registers: [this.registry],
  });
  readonly #limitEvents = new Counter({
    name: 'tidegate_gateway_limit_events_total',
    help: 'Counters of limits that came to their warning level (warn) or had no room for a call (reached), by window',
    labelNames: ['limit', 'level'],
    registers: [this.registry],
  });
  readonly #traceWarnings = new Counter({
    name: 'tidegate_gateway_trace_budget_warnings_total',
    help: 'Calls whose trace had come to the warning level of its budget',
    labelNames: ['route'],
    registers: [this.registry],
  });

  constructor(gauges: () => GatewayGauges) {
    collectProcessMetrics(this.registry);
    this.#read(
      Gauge,
      'snapshot_version',
      'Version of the snapshot that this replica serves',
      () => gauges().snapshotVersion,
    );
    this.#read(Gauge, 'open_calls', 'Calls that are open, streams included', () => gauges().openCalls);
    this.#read(Gauge, 'held_body_bytes', 'Bytes of request bodies that are held', () => gauges().heldBodyBytes);
    this.#read(Gauge, 'lease_held', '1 while this replica may serve candidates', () => Number(gauges().leaseHeld));
    this.#read(
      Gauge,
      'breakers_open',
      'Targets of route versions that are left alone now',
      () => gauges().openBreakers,
    );
    this.#read(Gauge, 'limit_counters_away', '1 while the counters of limits cannot be reached', () =>
      Number(gauges().countersAway),
    );
    for (const [name, help, read] of READ_COUNTERS) this.#read(Counter, name, help, () => read(gauges()));
  }

  /** A figure that others keep: read when somebody scrapes. */
  #read(Kind: typeof Gauge | typeof Counter, name: string, help: string, read: () => number): void {
    const metric = new Kind({
      name: `tidegate_gateway_${name}`,
      help,
      registers: [this.registry],
      collect() {
        metric.reset();
        metric.inc(read());
      },
    });
  }

  mirrorDropped(route: string, reason: string): void {
    this.#mirrorsDropped.inc({ route: this.#routes.admit(route), reason });
  }

  skipped(route: string, arm: Arm): void {
    this.#skipped.inc({ route: this.#routes.admit(route), arm });
  }

  retryDenied(route: string, arm: Arm): void {
    this.#retriesDenied.inc({ route: this.#routes.admit(route), arm });
  }

  observeRequest(route: string | undefined, status: number): void {
    this.#requests.inc({ route: route === undefined ? 'none' : this.#routes.admit(route), status });
  }

  observeCall(outcome: Outcome): void {
    const { arm, cache, guardrails = [] } = outcome;
    const route = this.#routes.admit(outcome.route);
    if (outcome.budgetWarnings !== undefined) this.#traceWarnings.inc({ route });
    if (cache !== 'off') this.#cached.inc({ route, arm, result: cache });
    if (cache !== 'hit') this.#figures.observe(outcome);
    for (const { name, stage, verdict } of guardrails)
      this.#guardrails.inc({ route, guardrail: this.#guardrailNames.admit(name), stage, verdict });
  }

  limitEvent(limit: string, level: LimitEvent['level']): void {
    this.#limitEvents.inc({ limit: this.#limits.admit(limit), level });
  }

  passedOn(route: string, arm: Arm, errorType: string): void {
    this.#passedOn.inc({ route: this.#routes.admit(route), arm, error_type: errorType });
  }
}
