import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { parentPort, workerData } from 'node:worker_threads';
import { Instruments } from './instruments.ts';
import type { ExportMessage, ExportReply, ExportThreadData } from './message.ts';
import { spanOf } from './span.ts';

/* The thread that exports calls by OTLP: making spans and writing protobuf costs more than serving a request does. */

const METRICS_EVERY_MS = 10_000;
const SPANS_WAITING = 20_000;
const SPANS_AT_ONCE = 1_000;
const SEND_EVERY_MS = 1_000;

const { otlp, serviceInstance } = workerData as ExportThreadData;
const resource = resourceFromAttributes({
  'service.name': otlp.serviceName,
  'service.instance.id': serviceInstance,
  ...otlp.resourceAttributes,
});

const failed = (error: string): void => reply({ kind: 'failed', error });
diag.setLogger(
  { error: failed, warn: failed, info: () => undefined, debug: () => undefined, verbose: () => undefined },
  DiagLogLevel.WARN,
);

const processor =
  otlp.tracesUrl === undefined
    ? undefined
    : new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({
          url: otlp.tracesUrl,
          headers: { ...otlp.headers },
          timeoutMillis: otlp.timeoutMs,
        }),
        maxQueueSize: SPANS_WAITING,
        maxExportBatchSize: SPANS_AT_ONCE,
        scheduledDelayMillis: SEND_EVERY_MS,
      });
const provider =
  otlp.metricsUrl === undefined
    ? undefined
    : new MeterProvider({
        resource,
        readers: [
          new PeriodicExportingMetricReader({
            exporter: new OTLPMetricExporter({
              url: otlp.metricsUrl,
              headers: { ...otlp.headers },
              timeoutMillis: otlp.timeoutMs,
            }),
            exportIntervalMillis: METRICS_EVERY_MS,
            exportTimeoutMillis: METRICS_EVERY_MS,
          }),
        ],
      });
const instruments = provider && new Instruments(provider.getMeter('tidegate'));

parentPort?.on('message', (message: ExportMessage) => {
  if (message.kind === 'calls') {
    for (const call of message.calls) {
      processor?.onEnd(spanOf(call, resource));
      instruments?.record(call);
    }
    reply({ kind: 'taken', calls: message.calls.length });
  } else void finish();
});

async function finish(): Promise<void> {
  await Promise.allSettled([processor?.shutdown(), provider?.shutdown()]);
  reply({ kind: 'finished' });
}

function reply(message: ExportReply): void {
  parentPort?.postMessage(message);
}
