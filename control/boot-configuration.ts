import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import type { ConfigFile } from '../core/config-schema.ts';
import { TidegateError } from '../core/errors.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../store/database.ts';
import { applyConfig } from '../store/routes.ts';
import { faultSentence, inputFaults } from './api/input.ts';
import { usableConfigFileSchema } from './usable-schemas.ts';

const ACTOR = 'tidegate';

/**
 * Adds what the file has and the store has not. What differs is left alone and told, so that a restart never undoes a
 * release.
 * @throws TidegateError `invalid_input` where the file cannot be read or is not valid
 */
export async function applyConfigurationFile(database: Database, path: string | undefined, log: Logger): Promise<void> {
  if (path === undefined) return;
  const changes = await applyConfig(database, await readConfigFile(path), { actor: ACTOR, mode: 'add' });
  for (const change of changes) {
    if (change.kind === 'add') log.info({ what: change.what, id: change.id }, 'added from the configuration file');
    if (change.kind !== 'change') continue;
    const { what, id, fields } = change;
    log.warn(
      { what, id, fields },
      'differs from the configuration file and was left as it is: see tidegate apply --dry-run',
    );
  }
}

async function readConfigFile(path: string): Promise<ConfigFile> {
  const document = parseDocument(await readText(path));
  const [fault] = document.errors;
  if (fault !== undefined) throw new TidegateError('invalid_input', `${path} is not valid YAML: ${fault.message}`);
  const parsed = usableConfigFileSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  throw new TidegateError('invalid_input', `${path} is not valid: ${faultSentence(inputFaults(parsed.error.issues))}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new TidegateError('invalid_input', `TIDEGATE_CONFIG names ${path}, which cannot be read.`, { cause });
  }
}
