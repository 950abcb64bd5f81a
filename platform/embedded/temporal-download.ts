import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { untilAborted } from '../lifecycle.ts';
import type { TemporalOrder } from './temporal-order.ts';

const DEADLINE_MS = 180_000;

/** Downloads the program the way Temporal's SDK does for tests. Fails at once where there is no internet. */
export async function downloadTemporal({ path, version, onProgress, interrupted }: TemporalOrder): Promise<void> {
  onProgress(`Downloading the Temporal development server ${version} (once) …`);
  const folder = `${path}.download`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  try {
    await withDeadline(downloadInto(folder, version), interrupted);
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error('the download left no file');
    chmodSync(join(folder, file), 0o755);
    renameSync(join(folder, file), path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The SDK offers the download only together with a server, which is ended at once. */
async function downloadInto(folder: string, version: string): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = { type: 'cached-download', downloadDir: folder, version: `v${version}` } as const;
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
}

/** A download that nobody waits for any longer goes on by itself; the SDK has no way to stop it. */
async function withDeadline(work: Promise<void>, interrupted: AbortSignal | undefined): Promise<void> {
  const over = AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), ...(interrupted ? [interrupted] : [])]);
  const late = untilAborted(over).then(() => {
    throw new Error(`not downloaded within ${DEADLINE_MS / 1_000} s`);
  });
  await Promise.race([work, late]);
}
