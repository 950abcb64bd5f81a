import { z } from 'zod';

/** Where calls are exported to by OTLP over HTTP, in protobuf. */
export interface OtlpConfig {
  /** Absent where no traces are wanted; so with metrics. */
  readonly tracesUrl: string | undefined;
  readonly metricsUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly serviceName: string;
  readonly resourceAttributes: Readonly<Record<string, string>>;
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL such as http://localhost:4318' });
const pairs = z
  .string()
  .refine((text) => readPairs(text) !== undefined, { error: 'must look like name=value,other=value' })
  .transform((text) => readPairs(text) ?? {});
const choice = z.enum(['otlp', 'none'], { error: 'must be otlp or none' }).default('otlp');

/** OpenTelemetry's own variables, as its specification names them ("OpenTelemetry Protocol Exporter"). */
export const OTLP_VARIABLES = {
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: pairs.default({}),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/protobuf'], { error: 'must be http/protobuf: that is what is spoken here' })
    .default('http/protobuf'),
  OTEL_EXPORTER_OTLP_TIMEOUT: z
    .string()
    .regex(/^\d{1,6}$/, 'must be milliseconds')
    .transform(Number)
    .default(10_000),
  OTEL_TRACES_EXPORTER: choice,
  OTEL_METRICS_EXPORTER: choice,
  OTEL_SERVICE_NAME: z.string().default('tidegate-gateway'),
  OTEL_RESOURCE_ATTRIBUTES: pairs.default({}),
};

const variablesSchema = z.object(OTLP_VARIABLES);

/** `undefined` where nothing is to be exported: no endpoint is named, or the SDK is disabled. */
export function otlpConfig(variables: z.output<typeof variablesSchema>): OtlpConfig | undefined {
  if (variables.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  const base = variables.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url = (own: string | undefined, path: string, exporter: 'otlp' | 'none'): string | undefined => {
    if (exporter === 'none') return undefined;
    return own ?? (base === undefined ? undefined : `${base.replace(/\/+$/, '')}${path}`);
  };
  const tracesUrl = url(variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, '/v1/traces', variables.OTEL_TRACES_EXPORTER);
  const metricsUrl = url(variables.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, '/v1/metrics', variables.OTEL_METRICS_EXPORTER);
  if (tracesUrl === undefined && metricsUrl === undefined) return undefined;
  return {
    tracesUrl,
    metricsUrl,
    headers: variables.OTEL_EXPORTER_OTLP_HEADERS,
    timeoutMs: variables.OTEL_EXPORTER_OTLP_TIMEOUT,
    serviceName: variables.OTEL_SERVICE_NAME,
    resourceAttributes: variables.OTEL_RESOURCE_ATTRIBUTES,
  };
}

/** `name=value` by commas, values percent-encoded as in W3C Baggage. */
function readPairs(text: string): Record<string, string> | undefined {
  const read: Record<string, string> = {};
  for (const pair of text.split(',').filter((each) => each.trim() !== '')) {
    const equals = pair.indexOf('=');
    if (equals < 1) return undefined;
    try {
      read[pair.slice(0, equals).trim()] = decodeURIComponent(pair.slice(equals + 1).trim());
    } catch {
      return undefined;
    }
  }
  return read;
}
