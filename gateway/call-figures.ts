import { Counter, type Registry } from 'prom-client';
import type { Outcome } from '../core/llm/outcome.ts';
import { LabelBound } from './label-bound.ts';
import { type Labels, type Series, SeriesHistogram } from './series-histogram.ts';

/** Seconds: 0.01 doubling to 81.92, as OpenTelemetry's GenAI conventions advise. */
const DURATION_BUCKETS = Array.from({ length: 14 }, (_, index) => 0.01 * 2 ** index);
/** As there: powers of four. */
const TOKEN_BUCKETS = Array.from({ length: 14 }, (_, index) => 4 ** index);
const MAX_TARGETS = 200;
const MAX_KINDS = 2_000;

/**
 * What is counted of each call. Labels are put together once for each kind of call (a route, an arm, a target, a result);
 * a call only adds numbers to the kind's own, which reach the counters when somebody scrapes.
 */
export class CallFigures {
  readonly #routes: LabelBound;
  readonly #targets = new LabelBound(MAX_TARGETS);
  readonly #calls: Counter;
  readonly #retries: Counter;
  readonly #cost: Counter;
  readonly #duration: SeriesHistogram;
  readonly #firstToken: SeriesHistogram;
  readonly #tokens: SeriesHistogram;
  #kinds = new Map<string, CallKind>();

  constructor(registry: Registry, routes: LabelBound) {
    this.#routes = routes;
    const collect = (): void => this.#settle();
    this.#calls = new Counter({
      name: 'tidegate_gateway_calls_total',
      help: 'Calls to an arm, by how they came out',
      labelNames: ['route', 'arm', 'error_type'],
      registers: [registry],
      collect,
    });
    this.#retries = new Counter({
      name: 'tidegate_gateway_retries_total',
      help: 'Tries after the first one',
      labelNames: ['route', 'arm'],
      registers: [registry],
      collect,
    });
    this.#cost = new Counter({
      name: 'tidegate_gateway_cost_usd_total',
      help: 'US dollars spent, where prices are known',
      labelNames: ['route', 'arm'],
      registers: [registry],
      collect,
    });
    this.#duration = new SeriesHistogram({
      name: 'gen_ai_client_operation_duration_seconds',
      help: 'Duration of calls to model providers',
      buckets: DURATION_BUCKETS,
      registry,
    });
    this.#firstToken = new SeriesHistogram({
      name: 'tidegate_gateway_time_to_first_token_seconds',
      help: 'Time to the first token of streamed answers',
      buckets: DURATION_BUCKETS,
      registry,
    });
    this.#tokens = new SeriesHistogram({
      name: 'gen_ai_client_token_usage',
      help: 'Tokens of each call',
      buckets: TOKEN_BUCKETS,
      registry,
    });
  }

  observe(outcome: Outcome): void {
    const { usage } = outcome;
    const kind = this.#kind(outcome);
    kind.calls += 1;
    kind.retries += outcome.retries;
    kind.costUsd += outcome.costUsd ?? 0;
    kind.duration.observe(outcome.latencyMs / 1_000);
    if (outcome.ttftMs !== undefined) kind.firstToken.observe(outcome.ttftMs / 1_000);
    if (usage === undefined) return;
    kind.inputTokens.observe(usage.promptTokens);
    kind.outputTokens.observe(usage.completionTokens);
  }

  #kind(outcome: Outcome): CallKind {
    const { route, arm, errorType = '', operation = 'chat', provider, requestModel } = outcome;
    const key = `${route} ${arm} ${errorType} ${operation} ${provider} ${requestModel}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    if (this.#kinds.size >= MAX_KINDS) this.#settle();
    const fresh = this.#newKind({ route, arm, errorType, operation, provider, requestModel });
    this.#kinds.set(key, fresh);
    return fresh;
  }

  #newKind(call: Readonly<Record<'route' | 'arm' | 'errorType' | 'operation' | 'provider' | 'requestModel', string>>) {
    const admitted = this.#targets.admit(`${call.provider}/${call.requestModel}`) !== LabelBound.OTHER;
    const target = {
      gen_ai_operation_name: call.operation,
      gen_ai_provider_name: call.provider,
      gen_ai_request_model: admitted ? call.requestModel : LabelBound.OTHER,
    };
    const arm = { route: this.#routes.admit(call.route), arm: call.arm };
    return {
      arm,
      errorType: call.errorType,
      calls: 0,
      retries: 0,
      costUsd: 0,
      duration: this.#duration.series({ ...target, error_type: call.errorType }),
      firstToken: this.#firstToken.series(arm),
      inputTokens: this.#tokens.series({ ...target, gen_ai_token_type: 'input' }),
      outputTokens: this.#tokens.series({ ...target, gen_ai_token_type: 'output' }),
    };
  }

  /** Hands over to the counters what was added since the last time, and forgets the kinds: their series stay. */
  #settle(): void {
    for (const { arm, errorType, calls, retries, costUsd } of this.#kinds.values()) {
      this.#calls.inc({ ...arm, error_type: errorType }, calls);
      if (retries > 0) this.#retries.inc(arm, retries);
      if (costUsd > 0) this.#cost.inc(arm, costUsd);
    }
    this.#kinds = new Map();
  }
}

interface CallKind {
  readonly arm: Labels & { readonly route: string; readonly arm: string };
  readonly errorType: string;
  calls: number;
  retries: number;
  costUsd: number;
  readonly duration: Series;
  readonly firstToken: Series;
  readonly inputTokens: Series;
  readonly outputTokens: Series;
}
