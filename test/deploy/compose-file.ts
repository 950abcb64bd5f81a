import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** docker-compose.yml and Dockerfile, as far as the tests hold processes and files against them. */

export const ROOT = join(import.meta.dirname, '..', '..');

const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  env_file: z.string().optional(),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  mem_limit: z.string().optional(),
  read_only: z.boolean().optional(),
});
export type Service = z.output<typeof serviceSchema>;

/** The parsed file, before anything is read out of it. */
export function composeDocument(): unknown {
  return parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true });
}

export function composeServices(): Readonly<Record<string, Service>> {
  return z.object({ services: z.record(z.string(), serviceSchema) }).parse(composeDocument()).services;
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as compose replaces them. */
export function interpolated(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind?: string, rest: string = ''): string => {
      const value = values[name];
      if (value !== undefined) return value;
      if (kind === '-') return rest;
      throw new Error(`${name} is not set`);
    },
  );
}

/** The paths of the checkout that the image's last stage takes over. */
export function copiedIntoImage(): readonly string[] {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  return [...lastStage.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words = '']) => words.split(' ').slice(0, -1));
}

/** What the `build` stage makes, by the commands that make it. */
export function builtForImage(): readonly string[] {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const run = /^RUN (node .+)$/m.exec(dockerfile)?.[1] ?? '';
  return run.split(' && ').map((command) => command.replace(/^node /, ''));
}
