import { ActivityFailure, CancellationScope } from '@temporalio/workflow';
import { awaitAcknowledgements } from './activity-proxies.ts';
import type { Acknowledged } from './contract.ts';
import type { RunningRelease } from './running-release.ts';

/** Waits for the replicas to run what the release has published. */
export class Acknowledgements {
  readonly #release: RunningRelease;
  #scope: CancellationScope | undefined;

  constructor(release: RunningRelease) {
    this.#release = release;
  }

  /** Until every live replica runs the newest publication. Whoever still waited for an older one stops waiting. */
  async all(summary: string): Promise<Acknowledged | undefined> {
    const { snapshotVersion } = this.#release.progress;
    if (snapshotVersion === undefined) throw new RangeError('Nothing has been published yet');
    this.#scope?.cancel();
    const scope = new CancellationScope();
    this.#scope = scope;
    const { releaseId } = this.#release.input;
    try {
      return await scope.run(() =>
        awaitAcknowledgements.executeWithOptions({ summary }, [{ releaseId, snapshotVersion }]),
      );
    } catch (failure) {
      if (scope.consideredCancelled && failure instanceof ActivityFailure) return undefined;
      throw failure;
    }
  }
}
