import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const GO_MODULE = join(import.meta.dirname, '..', 'tools', 'otelcol', 'go.mod');

/** Where the OpenTelemetry Collector of the pinned version is kept. */
export function collectorPath(cacheDir: string): string {
  const version = /go\.opentelemetry\.io\/collector\/otelcol v(\S+)$/m.exec(readFileSync(GO_MODULE, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${GO_MODULE} pins no version of the collector`);
  return join(cacheDir, `otelcol-${version}`);
}
