import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { stageOf } from '../core/release/status.ts';
import { currentDetails } from './current-details.ts';
import type { RunningRelease } from './running-release.ts';
import { searchAttributeKeys as keys } from './search-attributes.ts';

/** How a release looks in the Temporal UI: its search attributes and its current details. */
export class Appearance {
  readonly #release: RunningRelease;

  constructor(release: RunningRelease) {
    this.#release = release;
  }

  refresh(): void {
    this.#refreshSearchAttributes();
    setCurrentDetails(currentDetails(this.#release.view(), this.#release.obstacle));
  }

  /** Each change is an event of the history: only what differs is sent. */
  #refreshSearchAttributes(): void {
    const { typedSearchAttributes: shown } = workflowInfo();
    const { input, state, status, weight } = this.#release;
    const wanted = [
      { key: keys.releaseId, value: input.releaseId as string },
      { key: keys.route, value: input.route as string },
      { key: keys.candidate, value: `v${input.candidateVersion}` },
      { key: keys.stage, value: stageOf(state) as string },
      { key: keys.status, value: status as string },
    ].filter(({ key, value }) => shown.get(key) !== value);
    const weightToo = shown.get(keys.weight) === weight ? [] : [{ key: keys.weight, value: weight }];
    if (wanted.length + weightToo.length > 0) upsertSearchAttributes([...wanted, ...weightToo]);
  }
}
