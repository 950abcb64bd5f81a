/** Branded ids: a route's id can not be passed where a release's is wanted. Each is a plain string at run time. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The public model name that an app sends; it never changes. */
export type RouteId = Branded<'RouteId'>;
/** One attempt to move a route from one version to the next, for example `rel_01jd3v…`. */
export type ReleaseId = Branded<'ReleaseId'>;
/** One run of one gateway process; a restart is a new replica. */
export type ReplicaId = Branded<'ReplicaId'>;
/** 32 lower-case hexadecimal digits, as in W3C trace context. */
export type TraceId = Branded<'TraceId'>;

const ROUTE_ID = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/;

export const isRouteId = (text: string): text is RouteId => ROUTE_ID.test(text);
export const asRouteId = (text: string): RouteId => text as RouteId;
export const asReleaseId = (text: string): ReleaseId => text as ReleaseId;
export const asReplicaId = (text: string): ReplicaId => text as ReplicaId;
export const asTraceId = (text: string): TraceId => text as TraceId;
