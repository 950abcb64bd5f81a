import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { type RequestEdits, requestEdits } from '../request/edits.ts';
import type { Target } from '../upstream/target.ts';
import type { TargetGuard } from '../upstream/target-guards.ts';

/** A target of a version, with what the version changes of requests to it. */
export class ServedTarget {
  readonly target: Target;
  readonly guard: TargetGuard;
  readonly #config: RouteVersionConfig;
  readonly #edits = new Map<Endpoint, RequestEdits>();

  constructor(target: Target, guard: TargetGuard, config: RouteVersionConfig) {
    this.target = target;
    this.guard = guard;
    this.#config = config;
  }

  /** Worked out when an endpoint is first called: most routes have calls to one only. */
  editsFor(endpoint: Endpoint): RequestEdits {
    const known = this.#edits.get(endpoint);
    if (known !== undefined) return known;
    const edits = requestEdits(endpoint, this.#config, this.target.model);
    this.#edits.set(endpoint, edits);
    return edits;
  }
}
