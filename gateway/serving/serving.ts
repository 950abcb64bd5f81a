import { type EvaluatorSpec, evaluatorsOf } from '../../core/evaluation/evaluator.ts';
import type { ProviderConfig } from '../../core/route/provider.ts';
import type { NumberedVersion, Rollout, RouteSnapshot, Snapshot } from '../../core/route/snapshot.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { Target } from '../upstream/target.ts';
import { ServedTarget } from './served-target.ts';

/** A route version ready to serve: all that can be worked out before a request comes. */
export interface ServedVersion {
  readonly number: number;
  readonly config: RouteVersionConfig;
  /** The version's own target first, then its fallbacks. */
  readonly targets: readonly [ServedTarget, ...ServedTarget[]];
  /** What is checked in its answers while it is served so. */
  readonly evaluators: readonly EvaluatorSpec[];
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
      stable: this.#version(stable, evaluatorsOf(stables, candidates, rollout?.evaluators)),
      rollout: rollout && {
        rollout,
        candidate: this.#version(rollout.candidate, evaluatorsOf(candidates ?? [], stables, rollout.evaluators)),
      },
    };
  }

  #version({ number, config }: NumberedVersion, evaluators: readonly EvaluatorSpec[]): ServedVersion {
    const own = this.#target(config, config.provider, config.model);
    const fallbacks = config.fallbacks.map(({ provider, model }) => this.#target(config, provider, model));
    return { number, config, targets: [own, ...fallbacks], evaluators };
  }

  #target(config: RouteVersionConfig, providerId: string, model: string): ServedTarget {
    const provider = this.snapshot.providers.get(providerId);
    const target =
      provider === undefined ? this.#targets.missing(providerId, model) : this.#targets.target(provider, model);
    return new ServedTarget(target, config);
  }
}
