import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Job } from 'kubernetes-models/batch/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { ROOT } from './compose-file.ts';

const FOLDER = join(ROOT, 'deploy/kubernetes');

/** A manifest by Kubernetes's own schema. */
export type Manifest = Deployment | Job | Service | ConfigMap | PodDisruptionBudget | HorizontalPodAutoscaler;

export function manifests(): readonly Manifest[] {
  const files = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'));
  return files.flatMap((text) => parseAllDocuments(text).map((document) => parseManifest(document.toJS())));
}

/** Throws where the document is not what its kind says, or names a kind that is not used here. */
export function parseManifest(document: unknown): Manifest {
  const manifest = construct(document);
  manifest.validate();
  return manifest;
}

const headSchema = z.looseObject({ apiVersion: z.string(), kind: z.string() });

function construct(document: unknown): Manifest {
  const { apiVersion, kind, ...rest } = headSchema.parse(document);
  const data = rest as never; // checked by the schema of the kind
  switch (`${apiVersion} ${kind}`) {
    case 'apps/v1 Deployment':
      return new Deployment(data);
    case 'batch/v1 Job':
      return new Job(data);
    case 'v1 Service':
      return new Service(data);
    case 'v1 ConfigMap':
      return new ConfigMap(data);
    case 'policy/v1 PodDisruptionBudget':
      return new PodDisruptionBudget(data);
    case 'autoscaling/v2 HorizontalPodAutoscaler':
      return new HorizontalPodAutoscaler(data);
    default:
      throw new Error(`No schema is at hand for ${apiVersion} ${kind}`);
  }
}

/** Those that run something, by name. */
export function workloads(): ReadonlyMap<string, Workload> {
  const running = manifests().filter((manifest) => manifest instanceof Deployment || manifest instanceof Job);
  return new Map(running.map((manifest) => [manifest.metadata?.name ?? '', workloadOf(manifest)]));
}

type Pod = NonNullable<NonNullable<Deployment['spec']>['template']['spec']>;

export interface Workload {
  readonly pod: Pod;
  readonly labels: Readonly<Record<string, string>>;
  readonly container: Pod['containers'][number];
}

function workloadOf({ spec, metadata }: Deployment | Job): Workload {
  const pod = spec?.template.spec;
  const [container, ...more] = pod?.containers ?? [];
  if (pod === undefined || container === undefined || more.length > 0) {
    throw new Error(`${metadata?.name} does not have one container`);
  }
  return { pod, container, labels: spec?.template.metadata?.labels ?? {} };
}
