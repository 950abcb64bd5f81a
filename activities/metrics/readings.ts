import { filledQuery, type MetricSource } from '../../core/evaluation/metric-source.ts';
import type { ExternalReading } from '../../core/decision/look.ts';
import type { MetricProviders } from './providers.ts';

/** As far apart as the engine wants them; see `absorbReading`. */
const ASK_EVERY_MS = 15_000;
const ANSWER_WITHIN_MS = 5_000;

/** What is asked about: a release's two versions, and where its outside metrics come from. */
export interface ReadingsOf {
  readonly release: string;
  readonly route: string;
  readonly versions: { readonly stable: number; readonly candidate: number };
  readonly sources: readonly MetricSource[];
}

/** By name of the metric: both arms, or null where it could not be read. */
export type External = Readonly<Record<string, ExternalReading | null>>;

/**
 * Asks for outside metrics beside the looks, which wait for none of them: an answer counts at the look after it came. A
 * metric that fails, in either arm, or that nobody defines, is read as null: missing data, which never promotes.
 */
export class Readings {
  readonly #names: readonly string[];
  readonly #providers: MetricProviders;
  readonly #load: () => Promise<ReadingsOf>;
  readonly #onFailure: (name: string, error: unknown) => void;
  #of: ReadingsOf | undefined;
  #askedAtMs = -Infinity;
  #came: Record<string, ExternalReading | null> = {};

  /** `names` are those that gates ask for; `load` is not called where there are none. */
  constructor(
    names: readonly string[],
    providers: MetricProviders,
    load: () => Promise<ReadingsOf>,
    onFailure: (name: string, error: unknown) => void,
  ) {
    this.#names = names;
    this.#providers = providers;
    this.#load = load;
    this.#onFailure = onFailure;
  }

  /** What came since the last time, and new questions when it is time for them. */
  async look(nowMs: number): Promise<External | undefined> {
    if (this.#names.length === 0) return undefined;
    this.#of ??= await this.#load();
    if (nowMs - this.#askedAtMs >= ASK_EVERY_MS) {
      this.#askedAtMs = nowMs;
      for (const name of this.#names) void this.#ask(name, this.#of);
    }
    const came = this.#came;
    this.#came = {};
    return Object.keys(came).length === 0 ? undefined : came;
  }

  /** Never throws: what fails is null. */
  async #ask(name: string, of: ReadingsOf): Promise<void> {
    try {
      const reading = await this.#read(name, of);
      this.#came[name] = reading;
    } catch (error) {
      this.#came[name] = null;
      this.#onFailure(name, error);
    }
  }

  async #read(name: string, { release, route, versions, sources }: ReadingsOf): Promise<ExternalReading> {
    const source = sources.find((each) => each.name === name);
    if (source === undefined) throw new Error(`The release has no metric "${name}" under metrics`);
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const ask = (arm: 'stable' | 'candidate'): Promise<number> => {
      const query = filledQuery(source.query, { arm, version: versions[arm], route, release });
      return this.#providers[source.kind].read(source, query, signal);
    };
    const [stable, candidate] = await Promise.all([ask('stable'), ask('candidate')]);
    return { stable, candidate };
  }
}
