import fc from 'fast-check';
import { gatewayRequests } from './gateway-requests.ts';
import { rawHttp } from './raw-http.ts';
import type { FuzzCase, FuzzTarget } from './target.ts';
import { upstreamStreams } from './upstream-streams.ts';
import { yamlFiles } from './yaml-files.ts';

export const TARGETS: readonly FuzzTarget[] = [gatewayRequests, rawHttp, upstreamStreams, yamlFiles];

/** Characters of an input that failed. */
const MOST_TOLD = 4_000;

export interface Fuzzed {
  readonly target: string;
  readonly inputs: number;
  readonly seconds: number;
  /** What to keep where an input failed. */
  readonly failure?: FuzzCase;
}

/** Tries inputs of a seed on one target. With the path of a kept case, that input alone. */
export async function fuzz(
  target: FuzzTarget,
  { seed, inputs, path }: { readonly seed: number; readonly inputs: number; readonly path?: string },
): Promise<Fuzzed> {
  const started = performance.now();
  const { property, close } = await target.open();
  try {
    const details = await fc.check(property, {
      seed,
      numRuns: inputs,
      ...(path !== undefined && { path, endOnFailure: true }),
    });
    const told = { target: target.name, inputs: details.numRuns, seconds: (performance.now() - started) / 1_000 };
    if (!details.failed) return told;
    const why = `${String(details.errorInstance)} with ${fc.stringify(details.counterexample)}`.slice(0, MOST_TOLD);
    return { ...told, failure: { target: target.name, seed, path: details.counterexamplePath ?? '', why } };
  } finally {
    await close();
  }
}
