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
  readonly #byRelease = new Map<ReleaseId, Map<string, Set<string>>>();

  of(release: ReleaseId, cohortBy: readonly string[], labels: Readonly<Record<string, string>>): string[] {
    const cohorts: string[] = [EVERYONE];
    for (const label of cohortBy) {
      const value = labels[label];
      if (value !== undefined) cohorts.push(`${label}=${this.#admit(release, label, value)}`);
    }
    return cohorts;
  }

  #admit(release: ReleaseId, label: string, value: string): string {
    const values = this.#values(release, label);
    if (values.has(value)) return value;
    if (values.size >= VALUES_PER_LABEL) return OTHER;
    values.add(value);
    return value;
  }

  #values(release: ReleaseId, label: string): Set<string> {
    let labels = this.#byRelease.get(release);
    if (labels === undefined) {
      this.#forgetOldest();
      labels = new Map();
      this.#byRelease.set(release, labels);
    }
    let values = labels.get(label);
    if (values === undefined) labels.set(label, (values = new Set()));
    return values;
  }

  #forgetOldest(): void {
    const [oldest] = this.#byRelease.keys();
    if (this.#byRelease.size >= RELEASES && oldest !== undefined) this.#byRelease.delete(oldest);
  }
}
