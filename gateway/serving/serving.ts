import { type EvaluatorSpec, evaluatorsOf } from '../../core/evaluation/evaluator.ts';
import type { MirrorRule } from '../../core/route/mirror-schema.ts';
import type { ProviderConfig } from '../../core/route/provider.ts';
import type { NumberedVersion, Rollout, RouteSnapshot, Snapshot } from '../../core/route/snapshot.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import { type ServedCache, servedCache } from '../cache/served-cache.ts';
import type { FallbackOn } from '../upstream/failure-class.ts';
import { type VersionGuards, versionGuards } from '../guardrails/version-guards.ts';
import { type Target, targetName } from '../upstream/target.ts';
import type { TargetGuard } from '../upstream/target-guards.ts';
import { policyVersion } from './policy-version.ts';
import { ServedTarget } from './served-target.ts';
import { type TargetChoice, targetChoice } from './target-choice.ts';

/** A route version ready to serve: all that can be worked out before a request comes. */
export interface ServedVersion {
  readonly number: number;
  readonly config: RouteVersionConfig;
  readonly policyVersion: string;
  /** Absent where it has none. */
  readonly guards: VersionGuards | undefined;
  /** What is checked in its answers while it is served so. */
  readonly evaluators: readonly EvaluatorSpec[];
  /** Which target answers a call, and which others of the version's routing may in its place. */
  readonly choose: TargetChoice;
  /** Where its answers are kept and given again; absent where they are not. */
  readonly cache: ServedCache | undefined;
  /** Its standing mirror rule, and what gets the copies. */
  readonly mirror: ServedMirror | undefined;
  /** Who answers what those did not. */
  readonly fallbacks: readonly ServedFallback[];
}

export interface ServedMirror {
  readonly rule: MirrorRule;
  readonly version: ServedVersion;
}

export interface ServedFallback {
  readonly served: ServedTarget;
  readonly on: FallbackOn | undefined;
}

export interface ServedRoute {
  readonly snapshot: RouteSnapshot;
  readonly stable: ServedVersion;
  readonly rollout: ServedRollout | undefined;
}

export interface ServedRollout {
  readonly rollout: Rollout;
  readonly candidate: ServedVersion;
}

/** Makes targets of providers; see ProviderPools. */
export interface TargetFactory {
  target(provider: ProviderConfig, model: string): Target;
  missing(provider: string, model: string): Target;
  /** What keeps a version from asking a target too much, by a name that is theirs alone. */
  guard(name: string, config: RouteVersionConfig): TargetGuard;
}

/**
 * One snapshot as the gateway serves it. Never changed once made: a request keeps the one that it began with, and a
 * new snapshot takes its place as a whole. Routes are prepared when first asked for, so that applying is quick however
 * many there are.
 */
export class Serving {
  readonly snapshot: Snapshot;
  readonly #targets: TargetFactory;
  readonly #routes = new Map<string, ServedRoute>();

  constructor(snapshot: Snapshot, targets: TargetFactory) {
    this.snapshot = snapshot;
    this.#targets = targets;
  }

  route(id: string): ServedRoute | undefined {
    const known = this.#routes.get(id);
    if (known !== undefined) return known;
    const snapshot = this.snapshot.routes.get(id);
    if (snapshot === undefined) return undefined;
    const served = this.#serve(snapshot);
    this.#routes.set(id, served);
    return served;
  }

  #serve(snapshot: RouteSnapshot): ServedRoute {
    const { stable, rollout } = snapshot;
    const [stables, candidates] = [stable.config.evaluators, rollout?.candidate.config.evaluators];
    return {
      snapshot,
      stable: this.#version(snapshot, stable, evaluatorsOf(stables, candidates, rollout?.evaluators)),
      rollout: rollout && {
        rollout,
        candidate: this.#version(
          snapshot,
          rollout.candidate,
          evaluatorsOf(candidates ?? [], stables, rollout.evaluators),
        ),
      },
    };
  }

  #version(
    route: RouteSnapshot,
    { number, config }: NumberedVersion,
    evaluators: readonly EvaluatorSpec[],
  ): ServedVersion {
    const { routing, fallbacks, mirror } = config;
    const serve = ({ provider, model }: TargetConfig): ServedTarget =>
      this.#target(`${route.id} ${number}`, config, { provider, model });
    const others = routing === undefined ? [] : 'rules' in routing ? routing.rules : routing.targets;
    return {
      number,
      config,
      policyVersion: policyVersion(config),
      guards: versionGuards(config, (provider, model) => this.#provided({ provider, model })),
      evaluators,
      mirror: mirror && {
        rule: mirror,
        version: this.#version(route, { number, config: mirroredConfig(config, mirror) }, evaluators),
      },
      choose: targetChoice([serve(config), ...others.map(serve)], routing, route),
      cache: servedCache(config, (named) => serve({ ...config, ...named }).target),
      fallbacks: fallbacks.map((fallback) => ({ served: serve(fallback), on: fallback.on })),
    };
  }

  #target(version: string, config: RouteVersionConfig, { provider: id, model }: TargetConfig): ServedTarget {
    const target = this.#provided({ provider: id, model });
    return new ServedTarget(target, this.#targets.guard(`${version} ${targetName(target)}`, config), config);
  }

  #provided({ provider: id, model }: TargetConfig): Target {
    const provider = this.snapshot.providers.get(id);
    return provider === undefined ? this.#targets.missing(id, model) : this.#targets.target(provider, model);
  }
}

/** The version as it would be with the target of its mirror rule. */
function mirroredConfig(config: RouteVersionConfig, { provider, model, params }: MirrorRule): RouteVersionConfig {
  const { routing: _routing, mirror: _mirror, ...same } = config;
  return { ...same, provider, model, params: params ?? config.params, fallbacks: [] };
}

type TargetConfig = Pick<RouteVersionConfig, 'provider' | 'model'>;
