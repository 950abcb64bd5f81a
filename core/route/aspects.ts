import { sameJson } from '../json.ts';
import { changedFields, type RouteVersionConfig } from './version.ts';

/** What a policy can ask an approval for: who answers, guards or is mirrored to, or any field of a version. */
export const CHANGE_ASPECTS = [
  'model',
  'provider',
  'prompt',
  'params',
  'timeouts',
  'retries',
  'breaker',
  'routing',
  'fallbacks',
  'mirror',
  'guardrails',
  'cache',
  'capture',
  'evaluators',
  'budgets',
] as const satisfies readonly (keyof RouteVersionConfig)[];
export type ChangeAspect = (typeof CHANGE_ASPECTS)[number];

/** A parameter of that name may choose a model or a provider past the fields of the version. */
const CHOOSING_PARAMETER = /model|provider|engine|deployment|route/i;

/**
 * In what two versions differ, as a policy asks. `model` and `provider` differ where any target does that one of the
 * versions asks: its own, those of routing, fallbacks and mirror, the models of its guardrails and of its cache. How
 * calls are spread over targets counts as both.
 */
export function changedAspects(before: RouteVersionConfig, after: RouteVersionConfig): readonly ChangeAspect[] {
  const fields = changedFields(before, after);
  const chosen =
    !sameJson(before.routing, after.routing) || !sameJson(choosingParameters(before), choosingParameters(after));
  const differs = (name: 'model' | 'provider'): boolean =>
    chosen ||
    !sameJson(
      targetsOf(before).map((target) => [target.place, target[name]]),
      targetsOf(after).map((target) => [target.place, target[name]]),
    );
  return CHANGE_ASPECTS.filter((aspect) =>
    aspect === 'model' || aspect === 'provider' ? differs(aspect) : fields.includes(aspect),
  );
}

interface Target {
  readonly place: string;
  readonly provider: string;
  readonly model: string;
}

/** Every model that a version may ask, by its place. */
function targetsOf({ provider, model, fallbacks, mirror, guardrails, cache }: RouteVersionConfig): Target[] {
  const guards = [...guardrails.pre, ...guardrails.post].flatMap((guard) => ('provider' in guard ? [guard] : []));
  return [
    { place: 'own', provider, model },
    ...fallbacks.map((target) => ({ ...target, place: 'fallback' })),
    ...(mirror === undefined ? [] : [{ ...mirror, place: 'mirror' }]),
    ...guards.map((guard) => ({ ...guard, place: 'guardrail' })),
    ...(cache.mode === 'semantic' ? [{ ...cache.embedding, place: 'cache' }] : []),
  ];
}

function choosingParameters({ params, mirror }: RouteVersionConfig): unknown {
  const choosing = (all: Readonly<Record<string, unknown>> | undefined): unknown =>
    Object.fromEntries(Object.entries(all ?? {}).filter(([name]) => CHOOSING_PARAMETER.test(name)));
  return [choosing(params), choosing(mirror?.params)];
}
