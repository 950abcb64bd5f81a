import { EVERYONE } from '../../core/decision/look.ts';
import type { ReleaseId } from '../../core/ids.ts';

const VALUES_PER_LABEL = 50;
const RELEASES = 64;
const OTHER = '~other';

/**
 * The cohorts of a call, bounded: the first values of each label have a cohort of their own, later ones share
 * `label=~other`. Both arms of a release share the mapping, so that a cohort is the same people on either side.
 */
export class Cohorts {
  readonly #byRelease = new Map<ReleaseId, Map<string, Map<string, string>>>();

  of(release: ReleaseId, cohortBy: readonly string[], labels: Readonly<Record<string, string>>): string[] {
    const cohorts: string[] = [EVERYONE];
    for (const label of cohortBy) {
      const value = labels[label];
      if (value !== undefined) cohorts.push(this.#name(release, label, value));
    }
    return cohorts;
  }

  /** Names are kept, not put together for each call: a map finds one that it has seen by its place in memory. */
  #name(release: ReleaseId, label: string, value: string): string {
    const names = this.#names(release, label);
    const known = names.get(value);
    if (known !== undefined) return known;
    if (names.size >= VALUES_PER_LABEL) return `${label}=${OTHER}`;
    const name = `${label}=${value}`;
    names.set(value, name);
    return name;
  }

  #names(release: ReleaseId, label: string): Map<string, string> {
    let labels = this.#byRelease.get(release);
    if (labels === undefined) {
      this.#forgetOldest();
      labels = new Map();
      this.#byRelease.set(release, labels);
    }
    let names = labels.get(label);
    if (names === undefined) labels.set(label, (names = new Map<string, string>()));
    return names;
  }

  #forgetOldest(): void {
    const [oldest] = this.#byRelease.keys();
    if (this.#byRelease.size >= RELEASES && oldest !== undefined) this.#byRelease.delete(oldest);
  }
}
