import { Worker } from 'node:worker_threads';
import { type RunOptions, runsOf } from './run-scenario.ts';
import type { WorkerTask } from './run-worker.ts';
import type { Scenario } from './scenario.ts';
import { type RunResult, type SimulationReport, summarise } from './simulation-report.ts';

/** Fewer runs than this are done sooner than a thread has started. */
const FEWEST_PER_THREAD = 20;

/** As `runScenario`, with the same figures, on several threads. */
export async function runInParallel(
  scenario: Scenario,
  options: RunOptions,
  threads: number,
): Promise<SimulationReport> {
  const parts = Math.max(1, Math.min(threads, Math.floor(options.runs / FEWEST_PER_THREAD)));
  if (parts === 1) return summarise(options, runsOf(scenario, options, 0, options.runs));
  const edge = (part: number): number => Math.round((options.runs * part) / parts);
  const tasks = Array.from({ length: parts }, (_, part) =>
    onThread({ scenario, options, from: edge(part), to: edge(part + 1) }),
  );
  return summarise(options, (await Promise.all(tasks)).flat());
}

function onThread(task: WorkerTask): Promise<RunResult[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./run-worker.ts', import.meta.url), { workerData: task });
    let results: RunResult[] | undefined;
    worker.once('message', (message: RunResult[]) => (results = message));
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (results === undefined) reject(new Error(`A simulation thread ended early with code ${code}`));
      else resolve(results);
    });
  });
}
