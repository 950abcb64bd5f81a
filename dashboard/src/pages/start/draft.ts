import type { Input } from '../../../../client/types.ts';

/* A release as the form holds it: texts, as they were typed. Pure. */

export interface GateRow {
  readonly metric: string;
  readonly bound: 'maxIncrease' | 'maxRatio' | 'limit' | 'limitMs';
  readonly value: string;
  readonly cohortBy: string;
}

export interface Draft {
  readonly route: string;
  readonly description: string;
  readonly provider: string;
  readonly model: string;
  readonly promptName: string;
  readonly promptVersion: string;
  readonly promptSystem: string;
  readonly more: string;
  readonly shadow: string;
  readonly canary: string;
  readonly ramp: string;
  readonly bake: string;
  readonly gates: readonly GateRow[];
  readonly approveBefore: string;
  readonly approvals: string;
}

export const NEW_DRAFT: Draft = {
  route: '',
  description: '',
  provider: '',
  model: '',
  promptName: '',
  promptVersion: '',
  promptSystem: '',
  more: '',
  shadow: '10',
  canary: '5',
  ramp: '10, 25, 50',
  bake: '30m',
  gates: [],
  approveBefore: '',
  approvals: '1',
};

type Spec = Input<'startRelease'>['body'];

export type ReadDraft =
  | { readonly kind: 'spec'; readonly spec: Spec }
  /** There is nothing to ask about yet. */
  | { readonly kind: 'unfinished'; readonly what: string }
  /** What was typed cannot be read. */
  | { readonly kind: 'wrong'; readonly what: string };

/** What the form comes to as the API takes it. What the API can judge, it judges: here only what cannot be sent. */
export function readDraft(draft: Draft): ReadDraft {
  if (draft.route === '') return { kind: 'unfinished', what: 'Choose a route.' };
  const more = readMore(draft.more);
  if (more === undefined)
    return { kind: 'wrong', what: 'Other fields must be a JSON object, such as {"params": {"temperature": 0.2}}.' };
  const candidate = { ...more, ...set({ provider: draft.provider, model: draft.model }), ...promptOf(draft) };
  if (Object.keys(candidate).length === 0) return { kind: 'unfinished', what: 'Say what the candidate changes.' };
  const ramp = rampOf(draft.ramp);
  const [shadow, canary] = [draft.shadow, draft.canary].map(readShare);
  if (ramp === undefined)
    return { kind: 'wrong', what: 'The ramp must be shares in per cent, such as 10, 25, 50, or auto.' };
  if (shadow === undefined || canary === undefined)
    return { kind: 'wrong', what: 'Shadow and canary must be shares in per cent; 0 leaves the stage out.' };
  if (draft.gates.some(({ value }) => !Number.isFinite(Number(value)) || value.trim() === ''))
    return { kind: 'unfinished', what: 'Give each gate its number.' };
  const spec = {
    route: draft.route,
    candidate,
    plan: {
      shadow: shadow === 0 ? 'off' : { rate: shadow },
      canary: canary === 0 ? 'off' : { weight: canary },
      ramp,
      bake: draft.bake === '' || draft.bake === 'off' ? 'off' : { duration: draft.bake },
    },
    ...set({ description: draft.description }),
    ...(draft.gates.length > 0 && { gates: draft.gates.map(gateOf) }),
    ...(draft.approveBefore !== '' && {
      approvals: [{ before: draft.approveBefore, count: Number(draft.approvals) || 1 }],
    }),
  };
  return { kind: 'spec', spec: spec as Spec };
}

function promptOf({ promptName, promptVersion, promptSystem }: Draft): object {
  const prompt = set({ name: promptName, version: promptVersion, system: promptSystem });
  return Object.keys(prompt).length === 0 ? {} : { prompt };
}

function gateOf({ metric, bound, value, cohortBy }: GateRow): object {
  return { metric, [bound]: Number(value), ...set({ cohortBy }) };
}

function rampOf(text: string): 'auto' | { weight: number }[] | undefined {
  if (text.trim() === 'auto') return 'auto';
  const shares = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(readShare);
  return shares.includes(undefined) ? undefined : shares.map((weight) => ({ weight: weight ?? 0 }));
}

/** `25` or `25 %` is 0.25. Divided by 100 in decimal, so that 7 % is 0.07 and nothing beside it. */
function readShare(text: string): number | undefined {
  const percent = Number(text.replace('%', '').trim());
  return Number.isFinite(percent) && percent >= 0 && percent <= 100
    ? Number((percent / 100).toPrecision(12))
    : undefined;
}

function readMore(text: string): object | undefined {
  if (text.trim() === '') return {};
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What was filled in. */
function set(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''));
}
