import { calibrate, type Calibration } from '../core/decision/calibrated-rate.ts';
import { isCalibrated } from '../core/decision/calibrated-verdict.ts';
import type { GateSpec } from '../core/release/spec.ts';
import { readCalibration } from '../store/calibrations.ts';
import type { Database } from '../store/database.ts';

/** Labels come by hand: nobody waits for them by the second. */
const READ_EVERY_MS = 10_000;

/** What people's labels make of judged gates, read again every few seconds. */
export class Calibrations {
  readonly #database: Database;
  readonly #releaseId: string;
  readonly #gates: readonly GateSpec[];
  #known: ReadonlyMap<string, Calibration> = new Map();
  #readAtMs = -Infinity;

  constructor(database: Database, releaseId: string, gates: readonly GateSpec[]) {
    this.#database = database;
    this.#releaseId = releaseId;
    this.#gates = gates.filter(isCalibrated);
  }

  async look(nowMs: number): Promise<ReadonlyMap<string, Calibration>> {
    if (this.#gates.length === 0 || nowMs - this.#readAtMs < READ_EVERY_MS) return this.#known;
    const read = await Promise.all(this.#gates.map((gate) => this.#read(gate)));
    this.#known = new Map(read);
    this.#readAtMs = nowMs;
    return this.#known;
  }

  async #read({ metric, maxIncrease = 0 }: GateSpec): Promise<readonly [string, Calibration]> {
    const judge = metric.slice(metric.indexOf(':') + 1);
    return [metric, calibrate(await readCalibration(this.#database, this.#releaseId, judge), maxIncrease)];
  }
}
