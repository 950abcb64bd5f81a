import { expect } from '@jest/globals';
import type { Release } from '../../control/api/schemas/release.ts';
import { waitFor } from '../support/wait-for.ts';
import { CONFIG, startTestControl, type TestControl } from './test-control.ts';
import { startTestWorker } from './test-worker.ts';

/** A control plane with the real worker beside it, and a route for each test that no other has. */
export interface TestReleases extends TestControl {
  /** Brings a route of a name that was not used before; returns the name. */
  freshRoute(configuration?: Configuration): Promise<string>;
  /** Waits until the release looks like that. */
  reaches(releaseId: string, wanted: object): Promise<Release>;
}

interface Configuration {
  readonly providers: readonly object[];
  readonly routes: readonly object[];
}

export async function startTestReleases(): Promise<TestReleases> {
  const control = await startTestControl();
  const stopWorker = await startTestWorker(control.database, control.temporal);
  let routes = 0;
  return {
    ...control,
    async freshRoute({ providers, routes: [route] } = CONFIG) {
      routes += 1;
      const id = `route-${routes}`;
      await control.call('applyConfiguration', { body: { providers, routes: [{ ...route, id }] } });
      return id;
    },
    reaches(releaseId, wanted) {
      return waitFor(
        async () => {
          const { body } = await control.call('getRelease', { params: { releaseId } });
          expect(body).toMatchObject(wanted);
          return body;
        },
        { within: '60s', what: JSON.stringify(wanted) },
      );
    },
    async close() {
      await stopWorker();
      await control.close();
    },
  };
}
