import type { RoundOptions } from './round.ts';
import type { Shape } from './shapes.ts';

/** What all parts of the benchmark go by. */
export interface Setting extends RoundOptions {
  readonly rounds: number;
  readonly shapes: readonly Shape[];
  /** Where the gateway sends what would go to the store. */
  readonly sinkPort: string;
  /** Options of the gateway's own process, such as `--cpu-prof`. */
  readonly nodeOptions: readonly string[];
}
