import { z } from 'zod';
import { TidegateError } from '../../../core/errors.ts';
import type { Database } from '../../../store/database.ts';
import { listEvents, listObservations, newestObservation } from '../../../store/release-events.ts';
import { findRelease, listReleases, type ReleaseRecord } from '../../../store/releases.ts';
import { listReplicas } from '../../../store/replicas.ts';
import { standstillOf } from '../../../store/standstill.ts';
import type { Approving, SteeringUpdate } from '../../../workflows/contract.ts';
import type { Ids } from '../../ids.ts';
import {
  presentObservation,
  presentRelease,
  presentSummary,
  type TemporalLink,
} from '../../releases/present-release.ts';
import type { ReleaseFeeds } from '../../releases/release-feeds.ts';
import { ReleaseStream } from '../../releases/release-stream.ts';
import type { ReleaseWorkflows } from '../../releases/release-workflows.ts';
import { previewRelease } from '../../releases/preview-release.ts';
import { startRelease } from '../../releases/start-release.ts';
import type { Caller } from '../auth.ts';
import type { Handlers, Reply } from '../contract/operations.ts';
import type { RELEASE_OPERATIONS } from '../contract/releases.ts';
import { makeReport } from '../../report/make-report.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { ApiError } from '../problem.ts';
import type { Release, ReleaseSummary } from '../schemas/release.ts';

export interface ReleaseHandlersDependencies {
  readonly database: Database;
  readonly workflows: ReleaseWorkflows;
  readonly feeds: ReleaseFeeds;
  readonly ids: Ids;
  readonly link: TemporalLink;
}

const MOST_WATCHERS = 256;

export function releaseHandlers(dependencies: ReleaseHandlersDependencies): Handlers<keyof typeof RELEASE_OPERATIONS> {
  const { database, feeds, link } = dependencies;

  return {
    async startRelease({ body, caller }) {
      const release = await startRelease(dependencies, body, caller.name);
      return { body: presentSummary(release, link), headers: { location: `/api/v1/releases/${release.id}` } };
    },

    async previewRelease({ body, query: { requestsPerMinute } }) {
      return { body: await previewRelease(database, body, requestsPerMinute) };
    },

    async listReleases({ query: { route, status, open, limit, cursor }, caller: { reach } }) {
      const after = decodeCursor(z.string(), cursor);
      const rows = await listReleases(database, {
        route,
        reach,
        status,
        open: open === undefined ? undefined : open === 'true',
        after,
        limit: limit + 1,
      });
      const present = (row: ReleaseRecord): ReleaseSummary => presentSummary(row, link);
      return { body: toPage(rows, limit, present, (row) => row.id) };
    },

    async getRelease({ params: { releaseId } }) {
      return { body: await presented(await existing(database, releaseId)) };
    },

    async getReleaseReport({ params: { releaseId }, caller }) {
      const release = await existing(database, releaseId);
      return {
        body: await makeReport(database, release, await presented(release), { name: caller.name, at: new Date() }),
      };
    },

    async listObservations({ params: { releaseId }, query: { after, limit } }) {
      await existing(database, releaseId);
      const rows = await listObservations(database, releaseId, new Date(after ?? 0), limit);
      return { body: { items: rows.map(presentObservation) } };
    },

    async watchRelease({ params: { releaseId }, header }, response) {
      if (feeds.followers >= MOST_WATCHERS)
        throw new ApiError('unavailable', 'Too many watch releases at once: try again later');
      const feed = await feeds.of(releaseId);
      if (feed?.view === undefined) throw unknownRelease(releaseId);
      const seen = lastSequence(header('last-event-id'));
      const { release, timeline } = feed.view;
      if (release.endedAt !== null && seen >= 0 && seen >= (timeline.at(-1)?.sequence ?? 0)) {
        response.status(204).end();
        return;
      }
      new ReleaseStream(feed, response, link, seen);
    },

    approveRelease: ({ params, body, caller, header }) =>
      steer('approve', params.releaseId, caller, header('idempotency-key'), {
        reason: body.reason,
        role: caller.role,
        ...(body.before === undefined ? {} : { before: body.before }),
        ...(body.weight === undefined ? {} : { weight: body.weight }),
      }),
    pauseRelease: ({ params, body, caller, header }) =>
      steer('pause', params.releaseId, caller, header('idempotency-key'), body),
    resumeRelease: ({ params, body, caller, header }) =>
      steer('resume', params.releaseId, caller, header('idempotency-key'), body),
    promoteRelease: async ({ params, body, caller, header }) => {
      await demandThaw(params.releaseId);
      return steer('promote', params.releaseId, caller, header('idempotency-key'), body);
    },
    abortRelease: ({ params, body, caller, header }) =>
      steer('abort', params.releaseId, caller, header('idempotency-key'), body),
    blockRelease: ({ params, body, caller, header }) =>
      steer('block', params.releaseId, caller, header('idempotency-key'), body),
    unblockRelease: ({ params, body, caller, header }) =>
      steer('unblock', params.releaseId, caller, header('idempotency-key'), body),
  };

  async function presented(release: ReleaseRecord): Promise<Release> {
    const [timeline, observation, replicas] = await Promise.all([
      listEvents(database, release.id),
      newestObservation(database, release.id),
      listReplicas(database),
    ]);
    return presentRelease({ release, timeline, observation, replicas }, link);
  }

  /** What stands still stays on its step, whoever pushes; nothing is kept from going back. */
  async function demandThaw(releaseId: string): Promise<void> {
    const { route } = await existing(database, releaseId);
    const standstill = await standstillOf(database, route, Date.now());
    if (standstill !== undefined) throw new ApiError('conflict', `Not promoted: ${standstill.reason}`);
  }

  async function steer(
    update: SteeringUpdate,
    releaseId: string,
    caller: Caller,
    idempotencyKey: string | undefined,
    steering: Pick<Approving, 'reason' | 'before' | 'weight' | 'role'>,
  ): Promise<Reply<ReleaseSummary>> {
    const release = await existing(database, releaseId);
    if (release.endedAt !== null) {
      throw new ApiError(
        'conflict',
        `Release ${release.id} has ended (${release.status}): there is nothing to ${update} any more`,
      );
    }
    // The release's id travels along: by the time it arrives, the route may have another release.
    const updateId =
      idempotencyKey === undefined ? {} : { updateId: `${release.id}/${update}/${caller.name}/${idempotencyKey}` };
    await dependencies.workflows.steer(
      release,
      update,
      { ...steering, releaseId: release.id, by: caller.name },
      updateId,
    );
    return { body: presentSummary(await existing(database, releaseId), link) };
  }
}

async function existing(database: Database, releaseId: string): Promise<ReleaseRecord> {
  const release = await findRelease(database, releaseId);
  if (release === undefined) throw unknownRelease(releaseId);
  return release;
}

function unknownRelease(releaseId: string): TidegateError {
  return new TidegateError('not_found', `There is no release "${releaseId}": see tidegate release list`);
}

/** -1 where nothing was seen yet. */
function lastSequence(header: string | undefined): number {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : -1;
}
