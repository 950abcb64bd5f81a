import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder that its test deletes. */
export interface TemporaryFolder {
  readonly path: string;
  delete(): void;
}

export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'tidegate-test-'));
  return { path, delete: () => rmSync(path, { recursive: true, force: true }) };
}
