import { absorb, type Charter, emptyEvidence, verdictOf } from '../../core/decision/engine.ts';
import type { Evidence } from '../../core/decision/evidence.ts';
import type { Look } from '../../core/decision/look.ts';
import { demandsAt, type ReleaseLimits } from '../../core/release/demands.ts';
import { moveOf } from '../../core/release/move.ts';
import { advance, firstPosition, type Position, stepAt } from '../../core/release/state.ts';
import { planSteps, type Step } from '../../core/release/steps.ts';
import { parseDuration } from '../../core/duration.ts';
import type { Decision, Judge } from '../judge.ts';
import { Pace } from '../pace.ts';
import type { Scenario } from '../scenario.ts';
import type { Exposure } from '../virtual-traffic.ts';

/** The engine with the steps of the workflow. Who has to approve does so at once. */
export class TidegateJudge implements Judge {
  readonly #charter: Charter;
  readonly #steps: readonly Step[];
  readonly #limits: ReleaseLimits;
  readonly #pace: Pace;
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
    this.#pace = paceOf(scenario);
    this.#evidence = emptyEvidence(this.#charter);
    this.#position = firstPosition(this.#steps);
  }

  exposure(): Exposure {
    const { weight, mirrorRate } = stepAt(this.#steps, this.#position.step);
    return { weight, mirrorRate };
  }

  lookSeconds(second: number): number {
    return this.#pace.lookSeconds(second, this.#stepFrom);
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

/** The same for all runs of a scenario. */
const paces = new WeakMap<Scenario, Pace>();

function paceOf(scenario: Scenario): Pace {
  const pace = paces.get(scenario) ?? new Pace(scenario);
  paces.set(scenario, pace);
  return pace;
}
