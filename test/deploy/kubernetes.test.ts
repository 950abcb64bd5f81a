import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { parse } from 'yaml';
import { composeServices, ROOT, type Service as ComposeService } from './compose-file.ts';
import { unknownFields } from './unknown-fields.ts';
import { manifests, parseManifest, type Workload, workloads } from './manifests.ts';

const services = composeServices();
const all = manifests();
const running = workloads();

test('every manifest keeps the schema of Kubernetes', () => {
  expect(all.length).toBeGreaterThan(8);
  const broken = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { ports: [{ port: 'http' }] } };
  expect(() => parseManifest(broken)).toThrow('port');
});

test('no manifest has a field that Kubernetes does not know', () => {
  expect(unknownFields(all)).toBe('');
  const misspelt = { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80, targetport: 'http' }] } } as const;
  expect(unknownFields([misspelt])).toContain('"targetport"');
});

test('what the compose file runs of tidegate runs here, and nothing else', () => {
  const own = Object.entries(services).filter(([, { build }]) => build !== undefined);
  expect(new Set(running.keys())).toEqual(new Set(own.map(([name]) => name)));
});

describe.each([...running])('%s', (name, workload) => {
  const { container, pod } = workload;
  const service = services[name] as ComposeService;

  test('runs the image and the command of the compose file, in as much memory', () => {
    expect(container.image).toBe(service.image.replace(/\$\{TIDEGATE_VERSION:-(.+)\}/, '$1'));
    expect([container.command, container.args]).toEqual([undefined, service.command]);
    if (service.mem_limit === undefined) return;
    const limit = String(container.resources?.limits?.['memory']).replace('i', '').toLowerCase();
    expect(limit).toBe(service.mem_limit);
  });

  test('is told what it is told there', () => {
    expect(variablesOf(workload)).toEqual(new Set(Object.keys(service.environment)));
    expect(secretsOf(workload).has('tidegate-providers')).toBe(service.env_file !== undefined);
  });

  test('is asked where the compose file asks whether it is well', () => {
    const asked = /127\.0\.0\.1:(\d+)(\/\w+)/.exec(service.healthcheck?.test.join(' ') ?? '');
    const probe = container.readinessProbe?.httpGet;
    expect([probe?.port, probe?.path]).toEqual(asked === null ? [undefined, undefined] : [Number(asked[1]), asked[2]]);
    expect(container.livenessProbe === undefined).toBe(asked === null);
  });

  test('has no root, no privileges, no disk, no account of the cluster and no variables of other services', () => {
    expect(pod).toMatchObject({
      enableServiceLinks: false,
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const writable = (container.volumeMounts ?? []).filter(({ readOnly }) => readOnly !== true);
    expect(writable.map(({ mountPath }) => mountPath)).toEqual(['/tmp']);
  });

  test('mounts what is there', () => {
    const volumes = new Map((pod.volumes ?? []).map((volume) => [volume.name, volume]));
    expect((container.volumeMounts ?? []).filter((mount) => !volumes.has(mount.name))).toEqual([]);
    const maps = [...volumes.values()].flatMap(({ configMap }) => configMap?.name ?? []);
    expect(maps.filter((map) => configMap(map) === undefined)).toEqual([]);
  });
});

test('each service, disruption budget and autoscaler finds its pods', () => {
  const targets = all.flatMap((manifest) => {
    if (manifest instanceof Service) return [manifest.spec?.selector?.['app']];
    if (manifest instanceof PodDisruptionBudget) return [manifest.spec?.selector?.matchLabels?.['app']];
    return manifest instanceof HorizontalPodAutoscaler ? [manifest.spec?.scaleTargetRef.name] : [];
  });
  const labels = [...running.values()].map((workload) => workload.labels['app']);
  expect(targets.length).toBeGreaterThan(4);
  expect(targets.filter((target) => !labels.includes(target))).toEqual([]);
});

test('gateways scale by the calls that are open', () => {
  const scaler = all.find((manifest) => manifest instanceof HorizontalPodAutoscaler);
  const byPods = scaler?.spec?.metrics?.flatMap(({ pods }) => pods?.metric.name ?? []);
  expect(byPods).toEqual(['tidegate_gateway_open_calls']);
});

test('the configuration that the manifests bring is the one of the compose file', () => {
  const first = readFileSync(join(ROOT, 'deploy/tidegate.yaml'), 'utf8');
  expect(parse(configMap('tidegate-config')?.['tidegate.yaml'] ?? '')).toEqual(parse(first));
  expect(configMap('tidegate-settings')?.['TEMPORAL_NAMESPACE']).toBe(
    services['worker']?.environment['TEMPORAL_NAMESPACE'],
  );
});

function configMap(name: string): Readonly<Record<string, string>> | undefined {
  return all.find(
    (manifest): manifest is ConfigMap => manifest instanceof ConfigMap && manifest.metadata?.name === name,
  )?.data;
}

function variablesOf({ container }: Workload): ReadonlySet<string> {
  const maps = (container.envFrom ?? []).flatMap(({ configMapRef }) => configMapRef?.name ?? []);
  const told = maps.flatMap((name) => Object.keys(configMap(name) ?? {}));
  return new Set([...told, ...(container.env ?? []).map(({ name }) => name)]);
}

function secretsOf({ container }: Workload): ReadonlySet<string> {
  return new Set((container.envFrom ?? []).flatMap(({ secretRef }) => secretRef?.name ?? []));
}
