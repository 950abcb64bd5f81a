import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly bodyBytes: number;
  readonly streamed: boolean;
  /** Beside those that each request has. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadResult {
  readonly requests: number;
  /** Answers with another status than 200, and streams that ended without `[DONE]`. */
  readonly failures: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Runs a load in a process of its own, so that it shares no thread with what it measures. */
export function runLoad(load: Load): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('load-generator.ts', import.meta.url)), [JSON.stringify(load)]);
    child.once('message', (result) => resolve(result as LoadResult));
    child.once('exit', (code) => reject(new Error(`The load generator ended with ${code}.`)));
  });
}
