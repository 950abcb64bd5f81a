import type { Database } from '../store/database.ts';
import { hashKey, issueKey } from '../store/keys.ts';

/** Makes `TIDEGATE_API_KEY` a key of the gateway. Another value later is another key; one that was revoked stays so. */
export async function issueFirstKey(database: Database, apiKey: string | undefined): Promise<void> {
  if (apiKey === undefined) return;
  const id = `key_${hashKey(apiKey).slice(0, 12)}`;
  await issueKey(database, { id, name: 'TIDEGATE_API_KEY', secret: apiKey, labels: {} }, 'tidegate');
}
