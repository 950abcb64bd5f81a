import type { GuardrailStop } from '../../core/guardrail/verdict.ts';
import { UnreadableJson } from '../../core/llm/json-texts.ts';
import type { AppRequest } from '../request/app-request.ts';
import type { AnswerSink, CallResult, UpstreamCall } from '../upstream/call.ts';
import { checkAnswer } from './check-answer.ts';
import { checkRequest } from './check-request.ts';
import type { GuardedCallInfo, GuardServices } from './guard.ts';
import { GuardedStream } from './guarded-stream.ts';
import { Opening } from './opening.ts';
import { GuardReport } from './report.ts';
import type { VersionGuards } from './version-guards.ts';

/** One version's guardrails at work on one call. */
export class GuardedCall {
  /** As the version's targets shall get it. */
  readonly request: AppRequest;
  /** Why no target may be asked, where a guardrail says so. */
  readonly stop: GuardrailStop | undefined;
  readonly report: GuardReport;
  readonly #guards: VersionGuards;
  readonly #info: GuardedCallInfo;
  readonly #services: GuardServices;

  private constructor(
    guards: VersionGuards,
    checked: { readonly request: AppRequest; readonly stop: GuardrailStop | undefined },
    report: GuardReport,
    info: GuardedCallInfo,
    services: GuardServices,
  ) {
    this.#guards = guards;
    this.request = checked.request;
    this.stop = checked.stop;
    this.report = report;
    this.#info = info;
    this.#services = services;
  }

  /** Asks the guardrails that stand before the model, until `endBy` of the monotonic clock. */
  static async begin(
    guards: VersionGuards,
    request: AppRequest,
    info: GuardedCallInfo,
    services: GuardServices,
    endBy: number,
  ): Promise<GuardedCall> {
    const report = new GuardReport();
    const checked = await checkRequest(guards, request, info, report, services, endBy);
    return new GuardedCall(guards, checked, report, info, services);
  }

  /** Asks those behind it about a whole answer, until `endBy`; streams are asked about as they come, see `sink`. */
  async result(result: CallResult, endBy: number): Promise<CallResult> {
    const { form } = this.request.endpoint;
    if (result.kind !== 'plain' || form === undefined || this.#guards.post.length === 0) return result;
    const { stop, text } = await this.#checked(result.text, form.plain, endBy);
    return stop === undefined ? { ...result, text } : { kind: 'failure', failure: { kind: 'guardrail', stop } };
  }

  /** What takes the events of a streamed answer in the place of `next`. */
  sink(next: AnswerSink, call: Pick<UpstreamCall, 'cancel'>, endBy: number): AnswerSink {
    const { form } = this.request.endpoint;
    if (form === undefined || this.#guards.post.length === 0) return next;
    return new GuardedStream({
      guards: this.#guards.post,
      next,
      report: this.report,
      services: this.#services,
      form: form.streamed,
      call: this.#info,
      endBy,
      onStop: () => call.cancel(),
    });
  }

  /** Sets a streamed answer on its way through those behind the model; `undefined` where there are none. */
  opening(call: Pick<UpstreamCall, 'cancel' | 'flow'>, endBy: number): Opening | undefined {
    if (this.request.endpoint.form === undefined || this.#guards.post.length === 0) return undefined;
    const opening = new Opening();
    call.flow(this.sink(opening, call, endBy));
    return opening;
  }

  async #checked(
    text: string,
    form: NonNullable<AppRequest['endpoint']['form']>['plain'],
    endBy: number,
  ): Promise<{ stop: GuardrailStop | undefined; text: string }> {
    const { post } = this.#guards;
    try {
      return await checkAnswer(post, form, text, this.#info, this.report, this.#services, endBy);
    } catch (error) {
      if (!(error instanceof UnreadableJson)) throw error;
      const failed = { flagged: false, failed: true, durationMs: 0 };
      const stops = post.map((guard) => this.report.add(guard, failed));
      return { stop: stops.find((stop) => stop !== undefined), text };
    }
  }
}
