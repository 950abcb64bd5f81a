import { randomBytes } from 'node:crypto';
import { configFileSchema } from '../../../core/config-schema.ts';
import { asRouteId } from '../../../core/ids.ts';
import type { ReleaseSpecInput } from '../../../core/release/spec.ts';
import { applyConfig } from '../../../store/routes.ts';
import { FakeReplica } from './fake-replica.ts';
import { LiveRelease } from './live-release.ts';
import type { Parts } from './parts.ts';
import { type Change, GATES, QUICK_PLAN } from './quick-spec.ts';
import { type Quality, Traffic } from './traffic.ts';

/** A route with traffic, and a release that is about to be started on it. */
export class GivenRelease {
  readonly #parts: Parts;
  readonly #traffic = new Traffic();
  #spec: Change = { plan: QUICK_PLAN, gates: GATES };
  #replicas = 2;
  #candidate: ReleaseSpecInput['candidate'] = { model: 'gpt-5-nano' };

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  withHealthyCandidate(): this {
    return this.withCandidate({ errorRate: this.#traffic.stable.errorRate });
  }

  withCandidate(quality: Partial<Quality>): this {
    this.#traffic.candidate = { ...this.#traffic.candidate, ...quality };
    return this;
  }

  /** What differs from stable in the version itself. */
  withVersion(candidate: ReleaseSpecInput['candidate']): this {
    this.#candidate = candidate;
    return this;
  }

  withTraffic(perSecond: number): this {
    this.#traffic.perSecond = perSecond;
    return this;
  }

  withCallsThatReportNothing(): this {
    this.#traffic.reportsErrors = false;
    return this;
  }

  withReplicas(count: number): this {
    this.#replicas = count;
    return this;
  }

  with(change: Change): this {
    const plan = { ...this.#spec.plan, ...change.plan };
    this.#spec = { ...this.#spec, ...change, plan };
    return this;
  }

  async started(): Promise<LiveRelease> {
    const release = await this.accepted();
    await release.start();
    return release;
  }

  /** Started, and its first step runs on every replica. */
  async underWay(): Promise<LiveRelease> {
    const release = await this.started();
    await release.happens('acknowledged');
    return release;
  }

  /** The store knows it, its replicas serve; its workflow is not started. */
  async accepted(): Promise<LiveRelease> {
    const { database } = this.#parts;
    const route = asRouteId(`route-${randomBytes(4).toString('hex')}`);
    const file = configFileSchema.parse({
      providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl: 'https://api.openai.com/v1' }],
      routes: [{ id: route, stable: { provider: 'openai', model: 'gpt-5-mini' } }],
    });
    await applyConfig(database, file, { actor: 'ops', mode: 'add' });
    const replicas = Array.from(
      { length: this.#replicas },
      (_, index) => new FakeReplica(`${route}-${index + 1}`, database, this.#traffic, 1 / this.#replicas),
    );
    this.#parts.replicas.push(...replicas);
    await Promise.all(replicas.map((replica) => replica.start()));
    const release = new LiveRelease(this.#parts, route, this.#traffic, replicas);
    await release.accept({ ...this.#spec, route, candidate: this.#candidate });
    return release;
  }
}
