import { absorb, type Charter, emptyEvidence, verdictOf } from '../../core/decision/engine.ts';
import type { Evidence } from '../../core/decision/evidence.ts';
import type { Look } from '../../core/decision/look.ts';
import { demandsAt, type ReleaseLimits } from '../../core/release/demands.ts';
import { moveOf } from '../../core/release/move.ts';
import { advance, firstPosition, type Position, stepAt } from '../../core/release/state.ts';
import { planSteps, type Step } from '../../core/release/steps.ts';
import { parseDuration } from '../../core/duration.ts';
import type { Decision, Judge } from '../judge.ts';
import type { Scenario } from '../scenario.ts';
import type { Exposure } from '../virtual-traffic.ts';

const FINE_SECONDS = 300;
const COARSE_LOOK_SECONDS = 10;

/**
 * The engine with the steps of the workflow. The real one looks once a second; here looks are ten seconds long once a
 * step and the scenario have been unchanged for five minutes: a verdict is then seen up to ten seconds later.
 */
export class TidegateJudge implements Judge {
  readonly #charter: Charter;
  readonly #steps: readonly Step[];
  readonly #limits: ReleaseLimits;
  readonly #changes: readonly number[];
  #evidence: Evidence;
  #position: Position;
  #stepFrom = 0;

  constructor(scenario: Scenario) {
    const { release } = scenario;
    this.#charter = { gates: release.gates, risk: release.risk };
    this.#steps = planSteps(release.plan);
    this.#limits = {
      maxDurationMs: parseDuration(release.plan.maxDuration) ?? Infinity,
      onInconclusive: release.onInconclusive,
    };
    this.#changes = scenario.changes.map((change) => change.atSeconds);
    this.#evidence = emptyEvidence(this.#charter);
    this.#position = firstPosition(this.#steps);
  }

  exposure(): Exposure {
    const { weight, mirrorRate } = stepAt(this.#steps, this.#position.step);
    return { weight, mirrorRate };
  }

  lookSeconds(second: number): number {
    const latest = this.#changes.reduce((last, at) => (at <= second && at > last ? at : last), this.#stepFrom);
    return second - latest < FINE_SECONDS ? 1 : COARSE_LOOK_SECONDS;
  }

  after(look: Look, second: number): Decision {
    this.#evidence = absorb(this.#charter, this.#evidence, look);
    const verdict = verdictOf(this.#charter, this.#evidence, {
      ...demandsAt(this.#steps, this.#position.step, this.#limits),
      stepElapsedMs: (second - this.#stepFrom) * 1_000,
      releaseElapsedMs: second * 1_000,
    });
    const event = moveOf(verdict.kind, true);
    const moved = event === undefined ? undefined : advance(this.#position, event, this.#steps);
    if (moved === undefined) return verdict.kind === 'hold' ? 'hold' : 'go_on';
    this.#position = moved;
    this.#stepFrom = second;
    if (moved.state === 'rolling_back') return 'rolled_back';
    return moved.state === 'completing' ? 'completed' : 'go_on';
  }
}
