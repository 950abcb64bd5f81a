import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome } from '../core/llm/outcome.ts';
import type { Arm } from '../core/release/arm.ts';
import { collectProcessMetrics } from '../platform/telemetry/process-metrics.ts';
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
  readonly mirrorsDropped: number;
  readonly openBreakers: number;
  readonly breakerOpenings: number;
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
  ['breaker_openings_total', 'Times that a breaker opened', (now) => now.breakerOpenings],
  ['mirrors_started_total', 'Mirrored calls', (now) => now.mirrorsStarted],
  ['mirrors_dropped_total', 'Mirrored calls that found no room', (now) => now.mirrorsDropped],
];

/** Seconds: 0.01 doubling to 81.92, as OpenTelemetry's GenAI conventions advise. */
const DURATION_BUCKETS = Array.from({ length: 14 }, (_, index) => 0.01 * 2 ** index);
/** As there: powers of four. */
const TOKEN_BUCKETS = Array.from({ length: 14 }, (_, index) => 4 ** index);
const MAX_ROUTES = 200;
const MAX_TARGETS = 200;

/**
 * The gateway's Prometheus metrics. Every label's values are bounded: routes and targets beyond the first few hundred
 * share `other`.
 */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly #routes = new LabelBound(MAX_ROUTES);
  readonly #targets = new LabelBound(MAX_TARGETS);

  readonly #requests = new Counter({
    name: 'tidegate_gateway_requests_total',
    help: 'Requests answered, by route and HTTP status',
    labelNames: ['route', 'status'],
    registers: [this.registry],
  });
  readonly #calls = new Counter({
    name: 'tidegate_gateway_calls_total',
    help: 'Calls to an arm, by how they came out',
    labelNames: ['route', 'arm', 'error_type'],
    registers: [this.registry],
  });
  readonly #passedOn = new Counter({
    name: 'tidegate_gateway_fallbacks_total',
    help: 'Failed calls that another target was asked to answer in the same request',
    labelNames: ['route', 'arm', 'error_type'],
    registers: [this.registry],
  });
  readonly #retries = new Counter({
    name: 'tidegate_gateway_retries_total',
    help: 'Tries after the first one',
    labelNames: ['route', 'arm'],
    registers: [this.registry],
  });
  readonly #retriesDenied = new Counter({
    name: 'tidegate_gateway_retries_denied_total',
    help: 'Tries that the retry budget did not have',
    labelNames: ['route', 'arm'],
    registers: [this.registry],
  });
  readonly #skipped = new Counter({
    name: 'tidegate_gateway_breaker_skips_total',
    help: 'Calls that an open breaker kept from a target and passed on',
    labelNames: ['route', 'arm'],
    registers: [this.registry],
  });
  readonly #cost = new Counter({
    name: 'tidegate_gateway_cost_usd_total',
    help: 'US dollars spent, where prices are known',
    labelNames: ['route', 'arm'],
    registers: [this.registry],
  });
  readonly #duration = new Histogram({
    name: 'gen_ai_client_operation_duration_seconds',
    help: 'Duration of calls to model providers',
    labelNames: ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model', 'error_type'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  readonly #firstToken = new Histogram({
    name: 'tidegate_gateway_time_to_first_token_seconds',
    help: 'Time to the first token of streamed answers',
    labelNames: ['route', 'arm'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  readonly #tokens = new Histogram({
    name: 'gen_ai_client_token_usage',
    help: 'Tokens of each call',
    labelNames: ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model', 'gen_ai_token_type'],
    buckets: TOKEN_BUCKETS,
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
    this.#read(Gauge, 'lease_held', '1 while this replica may serve candidates', () => Number(gauges().leaseHeld));
    this.#read(
      Gauge,
      'breakers_open',
      'Targets of route versions that are left alone now',
      () => gauges().openBreakers,
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
    const { arm, usage } = outcome;
    const route = this.#routes.admit(outcome.route);
    const errorType = outcome.errorType ?? '';
    this.#calls.inc({ route, arm, error_type: errorType });
    if (outcome.retries > 0) this.#retries.inc({ route, arm }, outcome.retries);
    if (outcome.costUsd !== undefined) this.#cost.inc({ route, arm }, outcome.costUsd);
    if (outcome.ttftMs !== undefined) this.#firstToken.observe({ route, arm }, outcome.ttftMs / 1_000);
    const target = this.#targetLabels(outcome);
    this.#duration.observe({ ...target, error_type: errorType }, outcome.latencyMs / 1_000);
    if (usage === undefined) return;
    this.#tokens.observe({ ...target, gen_ai_token_type: 'input' }, usage.promptTokens);
    this.#tokens.observe({ ...target, gen_ai_token_type: 'output' }, usage.completionTokens);
  }

  passedOn(route: string, arm: Arm, errorType: string): void {
    this.#passedOn.inc({ route: this.#routes.admit(route), arm, error_type: errorType });
  }

  #targetLabels({ operation = 'chat', provider, requestModel: model }: Outcome): TargetLabels {
    const admitted = this.#targets.admit(`${provider}/${model}`) !== LabelBound.OTHER;
    return {
      gen_ai_operation_name: operation,
      gen_ai_provider_name: provider,
      gen_ai_request_model: admitted ? model : LabelBound.OTHER,
    };
  }
}

interface TargetLabels {
  readonly gen_ai_operation_name: string;
  readonly gen_ai_provider_name: string;
  readonly gen_ai_request_model: string;
}
