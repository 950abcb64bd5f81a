import type { IncomingHttpHeaders } from 'node:http';
import { asTraceId, type TraceId } from '../../core/ids.ts';
import type { CallIdentity } from '../../core/route/assignment.ts';
import type { KeySnapshot } from '../../core/route/snapshot.ts';
import { type JsonBody, memberValue } from './json-body.ts';
import { storableText } from '../storable-text.ts';
import { privateId, privateLabel } from './private-text.ts';
import { newSpanId, randomHex } from './random-ids.ts';
import { baggageMember, parseTraceparent } from './trace-context.ts';

/** Who calls for whom, in which trace: what assignment, cohorts and traces go by. */
export interface CallContext {
  readonly requestId: string;
  readonly traceId: TraceId;
  /** Of the call that the request is assigned to. */
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly identity: CallIdentity;
  readonly key: KeySnapshot;
  readonly labels: Readonly<Record<string, string>>;
  /** The part of an agent's task that calls. */
  readonly step: string | undefined;
}

const MAX_LABELS = 24;
const LABEL = /^[A-Za-z0-9_.:/-]{1,64}$/;
const MAX_VALUE_LENGTH = 128;
const MAX_ID_LENGTH = 256;
const MAX_STEP_LENGTH = 64;
/** Fields of their own: people's names are no labels, so that no cohort, metric or statistic carries them. */
const NO_LABELS: ReadonlySet<string> = new Set(['session_id', 'user_id']);

export function callContext(
  requestId: string,
  headers: IncomingHttpHeaders,
  request: JsonBody,
  key: KeySnapshot,
): CallContext {
  const trace = parseTraceparent(text(headers['traceparent']));
  const metadata = stringFields(memberValue(request, 'metadata'));
  return {
    requestId,
    traceId: trace?.traceId ?? asTraceId(randomHex(16)),
    spanId: newSpanId(),
    parentSpanId: trace?.parentSpanId,
    identity: {
      session: id(text(headers['x-session-id']) ?? metadata['session_id']),
      user: id(field(request, 'safety_identifier') ?? field(request, 'user') ?? metadata['user_id']),
      trace: trace?.traceId,
      request: requestId,
    },
    key,
    labels: labelsOf(key, metadata),
    step: step(metadata['step'] ?? baggageMember(text(headers['baggage']), 'tidegate.step')),
  };
}

/** The key's own labels come first and can not be overwritten: an app does not choose its tenant. */
function labelsOf(key: KeySnapshot, metadata: Readonly<Record<string, string>>): Record<string, string> {
  const labels: Record<string, string> = {};
  if (key.tenant !== undefined) labels['tenant'] = key.tenant;
  if (key.team !== undefined) labels['team'] = key.team;
  let room = MAX_LABELS;
  for (const source of [key.labels, metadata]) {
    for (const [name, value] of Object.entries(source)) {
      if (room === 0) return labels;
      if (!LABEL.test(name) || name in labels || value === '' || NO_LABELS.has(name)) continue;
      labels[name] = privateLabel(storableText(value, MAX_VALUE_LENGTH));
      room -= 1;
    }
  }
  return labels;
}

function field(request: JsonBody, name: string): string | undefined {
  const value = memberValue(request, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function stringFields(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return NO_FIELDS;
  const fields: Record<string, string> = {};
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry === 'string') fields[name] = entry;
    else if (typeof entry === 'number' || typeof entry === 'boolean') fields[name] = String(entry);
  }
  return fields;
}

const NO_FIELDS: Readonly<Record<string, string>> = {};

function id(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : privateId(storableText(value, MAX_ID_LENGTH));
}

function step(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : privateLabel(storableText(value, MAX_STEP_LENGTH));
}

function text(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
