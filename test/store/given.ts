import { configFileSchema } from '../../core/config-schema.ts';
import { asReleaseId, asRouteId, type ReleaseId } from '../../core/ids.ts';
import type { Exposure, ReleaseEventType, ReleaseRow } from '../../core/release/record.ts';
import type { ReleaseSpecInput } from '../../core/release/spec.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import type { Database } from '../../store/database.ts';
import { type Publication, publishExposure, type PublicationResult } from '../../store/publications.ts';
import { acceptRelease, type ReleaseRecord } from '../../store/releases.ts';
import { applyConfig, type Change } from '../../store/routes.ts';

export const ROUTE = asRouteId('support-agent');

/** A configuration file with one provider and one route, as parsed. */
export function configFile(
  stable: { readonly model: string } = { model: 'gpt-5-mini' },
): ReturnType<typeof configFileSchema.parse> {
  return configFileSchema.parse({
    providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl: 'https://api.openai.com/v1' }],
    routes: [{ id: ROUTE, stable: { provider: 'openai', params: { temperature: 0.2 }, ...stable } }],
  });
}

export async function givenRoute(database: Database): Promise<readonly Change[]> {
  return applyConfig(database, configFile(), { actor: 'ops', mode: 'change' });
}

export async function givenRelease(
  database: Database,
  id: ReleaseId = asReleaseId('rel_1'),
  spec: Partial<ReleaseSpecInput> = {},
): Promise<ReleaseRecord> {
  return acceptRelease(database, {
    id,
    workflowId: `release/${ROUTE}`,
    spec: releaseSpecSchema.parse({ route: ROUTE, candidate: { model: 'gpt-5-nano' }, ...spec }),
    firstStage: 'canary',
    requestedBy: 'ada',
  });
}

export function rowOf(release: ReleaseRecord, sequence: number, change: Partial<ReleaseRow> = {}): ReleaseRow {
  return {
    releaseId: release.id,
    route: release.route,
    sequence,
    actor: 'tidegate',
    status: 'running',
    stage: 'canary',
    weight: 0.05,
    reason: 'first step of the plan',
    gates: [],
    ...change,
  };
}

export const CANARY: Exposure = { kind: 'expose', stage: 'canary', weight: 0.05, mirrorRate: 0 };

/** Publishes as the workflow's activity does. */
export function publish(
  database: Database,
  release: ReleaseRecord,
  given: {
    readonly sequence: number;
    readonly generation: number;
    readonly exposure?: Exposure;
    readonly event?: ReleaseEventType;
    readonly row?: Partial<ReleaseRow>;
  },
): Promise<PublicationResult> {
  const publication: Publication = {
    row: rowOf(release, given.sequence, given.row),
    event: given.event ?? 'advanced',
    exposure: given.exposure ?? CANARY,
    candidateVersion: release.candidateVersion,
    expectedGeneration: given.generation,
  };
  return publishExposure(database, publication);
}
