import type { Outcome } from '../../core/llm/outcome.ts';
import { unitPoint } from '../../core/route/assignment.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { CapturedBody } from '../../core/llm/flush.ts';
import type { AppRequest } from '../request/app-request.ts';
import type { BodyRedactor } from './body-redactor.ts';

/** Who takes bodies that may be kept. */
export interface BodySink {
  addBody(body: CapturedBody): void;
}

type CaptureConfig = RouteVersionConfig['capture'];

/** Keeps bodies as routes want them. A route that wants none pays one comparison. */
export class Capture {
  readonly #redactor: BodyRedactor;
  readonly #sink: BodySink;

  constructor(redactor: BodyRedactor, sink: BodySink) {
    this.#redactor = redactor;
    this.#sink = sink;
  }

  get dropped(): number {
    return this.#redactor.dropped;
  }

  /** Takes what was asked and what was answered; `answer` is absent where none came whole. */
  take(config: CaptureConfig, outcome: Outcome, request: AppRequest, answer: readonly Buffer[] = []): void {
    if (!keepsBodies(config, outcome.requestId)) return;
    const { traceId, spanId, startedAtMs } = outcome;
    const { endpoint, body, streamed } = request;
    const form = endpoint.form && (streamed ? endpoint.form.streamed : endpoint.form.plain);
    const job = { request: joined([body]), form, answer: joined(answer) };
    this.#redactor.redact(job, (redacted) => this.#sink.addBody({ traceId, spanId, startedAtMs, ...redacted }));
  }
}

/**
 * Whether the bodies of a call are kept: a pure function of the request, so that the arms of one request, a shadow call
 * and a fallback, are all kept or none is.
 */
export function keepsBodies({ mode, rate }: CaptureConfig, requestId: string): boolean {
  if (mode === 'metadata' || mode === 'none') return false;
  return mode === 'full' || unitPoint('capture', requestId) < rate;
}

/** A copy, since the pieces may be views of a larger network buffer that must not travel along. */
function joined(parts: readonly Buffer[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
