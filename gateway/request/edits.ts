import { isRecord } from '../../core/llm/facts.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { Endpoint, ValueEdit } from '../endpoint/endpoint.ts';
import type { AppRequest } from './app-request.ts';

/** What a route version changes of each request: prepared once, applied by cutting and joining bytes. */
export interface RequestEdits {
  /** Top-level fields that are taken out of the app's request. */
  readonly replaced: ReadonlySet<string>;
  /** The members that stand in their place, for plain and for streamed requests. */
  readonly plainHead: Buffer;
  readonly streamHead: Buffer;
  /** By field: how the version's prompt changes it. */
  readonly values: ReadonlyMap<string, ValueEdit>;
  /** The version's own `store`, where it sets one. */
  readonly store: unknown;
}

/** The edits of a version for one of its targets. */
export function requestEdits(endpoint: Endpoint, config: RouteVersionConfig, model: string): RequestEdits {
  const values = (config.prompt && endpoint.promptEdits?.(config.prompt)) ?? NO_VALUES;
  const reserved = ['model', 'stream', endpoint.content, ...values.keys()];
  const params = Object.entries(config.params).filter(([name]) => !reserved.includes(name));
  const { stream_options: ownOptions, ...fields } = Object.fromEntries([['model', model], ...params]) as Fields;
  if (!endpoint.asksForUsage) {
    const head = ownOptions === undefined ? fields : { ...fields, stream_options: ownOptions };
    return { ...headEdits(fields, head), values, store: fields['store'] };
  }
  const options = { ...(isRecord(ownOptions) && ownOptions), include_usage: true };
  return { ...headEdits(fields, { ...fields, stream_options: options }), values, store: fields['store'] };
}

type Fields = Record<string, unknown>;

const NO_VALUES: ReadonlyMap<string, ValueEdit> = new Map();

function headEdits(plain: Fields, streamed: Fields): Pick<RequestEdits, 'replaced' | 'plainHead' | 'streamHead'> {
  return { replaced: new Set(Object.keys(streamed)), plainHead: membersOf(plain), streamHead: membersOf(streamed) };
}

/** The request as the target shall get it. Everything that the edits do not name keeps its bytes. */
export function editedBody(request: AppRequest, edits: RequestEdits): Buffer {
  const { body, members, endpoint } = request;
  const withheld = endpoint.withheld(edits.store ?? request.store);
  const parts: Buffer[] = [OPEN, request.streamed ? edits.streamHead : edits.plainHead];
  let kept: { from: number; to: number } | undefined;
  const flush = (): void => {
    if (kept !== undefined) parts.push(COMMA, body.subarray(kept.from, kept.to));
    kept = undefined;
  };
  for (const member of members) {
    const edit = edits.values.get(member.name);
    if (edits.replaced.has(member.name) || withheld.has(member.name)) flush();
    else if (edit !== undefined) {
      flush();
      parts.push(COMMA, body.subarray(member.start, member.valueStart), ...edit(request, member));
    } else kept = { from: kept?.from ?? member.start, to: member.valueEnd };
  }
  flush();
  parts.push(...addedMembers(request, edits.values), CLOSE);
  return Buffer.concat(parts);
}

const OPEN = Buffer.from('{');
const CLOSE = Buffer.from('}');
const COMMA = Buffer.from(',');

/** The fields that the prompt makes where the app sent none. */
function addedMembers(request: AppRequest, values: RequestEdits['values']): Buffer[] {
  const parts: Buffer[] = [];
  for (const [name, edit] of values) {
    if (request.members.some((member) => member.name === name)) continue;
    const value = edit(request, undefined);
    if (value.length > 0) parts.push(COMMA, Buffer.from(`${JSON.stringify(name)}:`), ...value);
  }
  return parts;
}

function membersOf(fields: Fields): Buffer {
  return Buffer.from(JSON.stringify(fields).slice(1, -1));
}
