import { asTraceId, type TraceId } from '../../core/ids.ts';

/** The caller's place in its trace (W3C Trace Context, https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  readonly traceId: TraceId;
  readonly parentSpanId: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const ZEROS = /^0+$/;

/** The context of a `traceparent` header, or `undefined` for one that is not valid: then the trace begins here. */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  const match = header === undefined ? null : TRACEPARENT.exec(header.trim());
  if (match === null) return undefined;
  const [, version, traceId = '', parentSpanId = '', more] = match;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (ZEROS.test(traceId) || ZEROS.test(parentSpanId)) return undefined;
  return { traceId: asTraceId(traceId), parentSpanId };
}

/** A member of a `baggage` header (https://www.w3.org/TR/baggage/), or `undefined` where it is not there or not readable. */
export function baggageMember(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > MAX_BAGGAGE) return undefined;
  for (const member of header.split(',')) {
    const [pair = ''] = member.split(';');
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    return decoded(pair.slice(equals + 1).trim());
  }
  return undefined;
}

const MAX_BAGGAGE = 8_192;

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
