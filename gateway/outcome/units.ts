import type { ReleaseId } from '../../core/ids.ts';
import type { Observation } from '../../core/llm/observation.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { UnitHistory } from '../../core/llm/unit-history.ts';

const RELEASES = 64;

/** The histories of units by release: bounded, the oldest release's is forgotten first. */
export class Units {
  readonly #byRelease = new Map<ReleaseId, UnitHistory>();

  /** The metrics for which a call is not fresh; `undefined` where it stands for itself, as mirrored calls do. */
  stale(release: ReleaseId, outcome: Outcome, observation: Observation): ReadonlySet<string> | undefined {
    const { unitPoint, arm } = outcome;
    return unitPoint === undefined || arm === 'shadow' ? undefined : this.#of(release).stale(unitPoint, observation);
  }

  #of(release: ReleaseId): UnitHistory {
    let history = this.#byRelease.get(release);
    if (history !== undefined) return history;
    const [oldest] = this.#byRelease.keys();
    if (this.#byRelease.size >= RELEASES && oldest !== undefined) this.#byRelease.delete(oldest);
    this.#byRelease.set(release, (history = new UnitHistory()));
    return history;
  }
}
