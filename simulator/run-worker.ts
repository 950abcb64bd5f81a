import { parentPort, workerData } from 'node:worker_threads';
import { type RunOptions, runsOf } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

/** A part of a simulation's runs, on a thread of its own. */
export interface WorkerTask {
  readonly scenario: Scenario;
  readonly options: RunOptions;
  readonly from: number;
  readonly to: number;
}

const { scenario, options, from, to } = workerData as WorkerTask;
parentPort?.postMessage(runsOf(scenario, options, from, to));
