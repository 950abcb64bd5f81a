import { ActivityFailure, CancellationScope } from '@temporalio/workflow';
import { demandsAt } from '../core/release/demands.ts';
import { describeStep } from '../core/release/steps.ts';
import { observe } from './activity-proxies.ts';
import type { Observed, ObserveInput } from './contract.ts';
import { demandsText } from './demands-text.ts';
import { paceOf } from './pace.ts';
import type { RunningRelease } from './running-release.ts';
import { sentence } from './sentence.ts';

/** Watches a release through the observe activity, one observation at a time. */
export class Lookout {
  readonly #release: RunningRelease;
  #scope: CancellationScope | undefined;

  constructor(release: RunningRelease) {
    this.#release = release;
  }

  /** Ends the observation under way: it hands over what it has seen, within about a second. */
  interrupt(): void {
    this.#scope?.cancel();
  }

  /**
   * Watches until something calls for the workflow. `undefined` where the release has left its way forward, which
   * waits for nothing, and where an interrupted observation had nothing to say: the evidence before it still holds.
   */
  async observe(sinceNotedMs: number | undefined): Promise<Observed | undefined> {
    const scope = new CancellationScope();
    this.#scope = scope;
    const call = { summary: this.#summary() };
    const observation = scope.run(() => observe.executeWithOptions(call, [this.#input(sinceNotedMs)]));
    const heard = observation.catch((failure: unknown) => {
      if (scope.consideredCancelled && failure instanceof ActivityFailure) return undefined;
      throw failure;
    });
    try {
      return await Promise.race([heard, this.#release.left.then(() => undefined)]);
    } finally {
      this.#scope = undefined;
      scope.cancel();
    }
  }

  #input(sinceNotedMs: number | undefined): ObserveInput {
    const { input, progress, obstacle, awaitsOthers } = this.#release;
    const pace = paceOf({
      verdict: progress.verdict.kind,
      mayGoForward: obstacle === undefined,
      awaitsOthers,
      stepElapsedMs: Date.now() - progress.stepStartedAtMs,
      ...(sinceNotedMs === undefined ? {} : { sinceNotedMs }),
    });
    return {
      releaseId: input.releaseId,
      route: input.route,
      charter: input.charter,
      evidence: progress.evidence,
      cursor: progress.cursor,
      situation: demandsAt(input.steps, progress.position.step, input),
      releaseStartedAtMs: progress.startedAtMs,
      stepWatchedMs: progress.stepWatchedMs ?? 0,
      ...pace,
    };
  }

  #summary(): string {
    const { input, step, next } = this.#release;
    const gates = input.charter.gates.length === 1 ? '1 gate' : `${input.charter.gates.length} gates`;
    const then = next === undefined ? 'the end' : describeStep(next);
    return sentence(`Watch ${describeStep(step)} of ${input.route} by ${gates}; ${then} comes ${demandsText(step)}`);
  }
}
