import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TidegateError } from '../../core/errors.ts';
import type { Config } from '../config.ts';

const secretsSchema = z.object({ apiKey: z.string().min(1), adminToken: z.string().min(1) });

/** What a development stack is used with. */
export interface StackSecrets {
  /** For apps, at the gateway. */
  readonly apiKey: string;
  /** For people, at the control plane. */
  readonly adminToken: string;
}

/** Those of the environment; for what it leaves out, those that this data folder was given at its first start. */
export function ensureSecrets(config: Config): StackSecrets {
  const { apiKey, adminToken, dataDir } = config;
  if (apiKey !== undefined && adminToken !== undefined) return { apiKey, adminToken };
  const kept = readSecrets(dataDir) ?? generate(dataDir);
  return { apiKey: apiKey ?? kept.apiKey, adminToken: adminToken ?? kept.adminToken };
}

/**
 * The secrets of a data folder, or `undefined` where no stack was ever started in it.
 * @throws TidegateError `invalid_input` where the file was damaged
 */
export function readSecrets(dataDir: string): StackSecrets | undefined {
  const path = pathOf(dataDir);
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const message = `${path} is not as tidegate wrote it: delete it, and the next start makes new secrets.`;
    throw new TidegateError('invalid_input', message, { cause });
  }
}

function generate(dataDir: string): StackSecrets {
  const secrets = { apiKey: `tg-${random()}`, adminToken: `tga-${random()}` };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(pathOf(dataDir), `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 });
  return secrets;
}

const pathOf = (dataDir: string): string => join(dataDir, 'secrets.json');
const random = (): string => randomBytes(24).toString('base64url');
