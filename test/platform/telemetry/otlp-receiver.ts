import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';

/* What of OTLP 1.x a receiver must know to read traces and metrics (opentelemetry-proto, collector/trace and /metrics). */
const PROTO = `
syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Status { string message = 2; int32 code = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; repeated Event events = 11; Status status = 15; }
message ScopeSpans { repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Traces { repeated ResourceSpans resource_spans = 1; }
message NumberPoint { repeated KeyValue attributes = 7; double as_double = 4; }
message Sum { repeated NumberPoint data_points = 1; bool is_monotonic = 3; }
message HistogramPoint { repeated KeyValue attributes = 9; fixed64 count = 4; double sum = 5; repeated double explicit_bounds = 7; }
message Histogram { repeated HistogramPoint data_points = 1; }
message Metric { string name = 1; string unit = 3; Sum sum = 7; Histogram histogram = 9; }
message ScopeMetrics { repeated Metric metrics = 2; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Metrics { repeated ResourceMetrics resource_metrics = 1; }
`;
const types = protobuf.parse(PROTO, { keepCase: false }).root;

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly statusCode: number;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
}

export interface ReceivedPoint {
  readonly metric: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly sum: number;
}

/** Takes OTLP over HTTP as a collector does, and reads its protobuf by the published definitions. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  points: ReceivedPoint[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  url = '';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        this.headers.push(request.headers);
        const isRead =
          request.headers['content-type'] === 'application/x-protobuf' && this.#read(request.url, Buffer.concat(parts));
        response.writeHead(isRead ? 200 : 400, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
  }

  static async listening(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    receiver.url = `http://127.0.0.1:${(receiver.#server.address() as AddressInfo).port}`;
    return receiver;
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #read(path: string | undefined, body: Buffer): boolean {
    if (path === '/v1/traces') {
      for (const group of decoded<Traces>('Traces', body).resourceSpans ?? []) {
        for (const scope of group.scopeSpans ?? [])
          for (const span of scope.spans ?? []) this.spans.push(spanOf(span, group.resource));
      }
      return true;
    }
    if (path !== '/v1/metrics') return false;
    const groups = decoded<Metrics>('Metrics', body).resourceMetrics ?? [];
    this.points = groups.flatMap((group) =>
      (group.scopeMetrics ?? []).flatMap((scope) => (scope.metrics ?? []).flatMap(pointsOf)),
    );
    return true;
  }
}

interface Pair {
  readonly key: string;
  readonly value?: Value;
}
interface Value {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly Value[] };
}
interface Span {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId?: Uint8Array;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Pair[];
  readonly events?: readonly { readonly name: string; readonly attributes?: readonly Pair[] }[];
  readonly status?: { readonly code?: number };
}
interface Resource {
  readonly attributes?: readonly Pair[];
}
interface Traces {
  readonly resourceSpans?: readonly {
    readonly resource?: Resource;
    readonly scopeSpans?: readonly { readonly spans?: readonly Span[] }[];
  }[];
}
interface Point {
  readonly attributes?: readonly Pair[];
  readonly count?: string;
  readonly sum?: number;
  readonly asDouble?: number;
}
interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: { readonly dataPoints?: readonly Point[] };
  readonly histogram?: { readonly dataPoints?: readonly Point[] };
}
interface Metrics {
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics?: readonly { readonly metrics?: readonly Metric[] }[];
  }[];
}

function decoded<Message>(type: string, body: Buffer): Message {
  const reader = types.lookupType(type);
  return reader.toObject(reader.decode(body), { longs: String, defaults: false }) as Message;
}

function spanOf(span: Span, resource: Resource | undefined): ReceivedSpan {
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId ?? new Uint8Array()),
    name: span.name,
    kind: span.kind,
    statusCode: span.status?.code ?? 0,
    durationMs: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
    attributes: record(span.attributes),
    resource: record(resource?.attributes),
    events: (span.events ?? []).map(({ name, attributes }) => ({ name, attributes: record(attributes) })),
  };
}

function pointsOf({ name, unit, sum, histogram }: Metric): ReceivedPoint[] {
  return [...(sum?.dataPoints ?? []), ...(histogram?.dataPoints ?? [])].map((point) => ({
    metric: name,
    unit,
    attributes: record(point.attributes),
    count: Number(point.count ?? 1),
    sum: point.sum ?? point.asDouble ?? 0,
  }));
}

function record(pairs: readonly Pair[] = []): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value = {} }) => [key, plain(value)]));
}

function plain(value: Value): unknown {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
