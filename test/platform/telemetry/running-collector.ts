import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../platform/embedded/ports.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

const DEPLOYED = join(import.meta.dirname, '..', '..', '..', 'deploy', 'otel', 'collector.yaml');

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly KeyValue[];
  readonly events?: readonly { readonly name: string; readonly attributes: readonly KeyValue[] }[];
}

/** The OpenTelemetry Collector under the deployment's own configuration, which also writes what it takes to a file. */
export class RunningCollector {
  readonly url: string;
  readonly #folder = temporaryFolder();
  readonly #file = join(this.#folder.path, 'taken.jsonl');
  readonly #process: ChildProcess;
  #told = '';

  private constructor(path: string, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    const ours = join(this.#folder.path, 'ours.yaml');
    writeFileSync(
      ours,
      JSON.stringify({
        receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
        exporters: { file: { path: this.#file, flush_interval: '100ms' } },
        service: {
          pipelines: { traces: { exporters: ['debug', 'file'] }, metrics: { exporters: ['debug', 'file'] } },
          telemetry: { metrics: { level: 'none' } },
        },
      }),
    );
    this.#process = spawn(path, ['--config', `file:${DEPLOYED}`, '--config', `file:${ours}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process.stderr?.on('data', (text: Buffer) => (this.#told += text.toString()));
  }

  static async running(path: string): Promise<RunningCollector> {
    const collector = new RunningCollector(path, await freePort());
    await waitFor(() => collector.#told.includes('Everything is ready'), { within: '30s', what: 'a collector' });
    return collector;
  }

  /** What it said itself: of a configuration that it does not take, why. */
  get told(): string {
    return this.#told;
  }

  get spans(): readonly CollectedSpan[] {
    return this.#taken<{ readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[] }>(
      'resourceSpans',
    ).flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  }

  get metrics(): readonly string[] {
    return this.#taken<{
      readonly scopeMetrics: readonly { readonly metrics: readonly { readonly name: string }[] }[];
    }>('resourceMetrics').flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
    );
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
    this.#folder.delete();
  }

  #taken<Resource>(kind: string): Resource[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1); // the last one may not be whole yet
    return lines.flatMap((line) => (JSON.parse(line) as Readonly<Record<string, Resource[]>>)[kind] ?? []);
  }
}

/** The names of attributes with their values, whatever their type. */
export function attributesOf(attributes: readonly KeyValue[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
