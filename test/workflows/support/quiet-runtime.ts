import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Errors only: what workers and the core say besides is no part of a test's result. */
export const QUIET = new DefaultLogger('ERROR');

let isInstalled = false;

/** To be called before the first worker of a test file. */
export function installQuietRuntime(): void {
  if (isInstalled) return;
  isInstalled = true;
  const telemetryOptions = { logging: { filter: { core: 'ERROR', other: 'ERROR' } } } as const;
  Runtime.install({ logger: QUIET, shutdownSignals: [], telemetryOptions });
}

/** After the last worker of a test file. */
export async function closeRuntime(): Promise<void> {
  if (isInstalled) await Runtime.instance().shutdown();
  isInstalled = false;
}
