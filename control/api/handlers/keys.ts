import { z } from 'zod';
import { TidegateError } from '../../../core/errors.ts';
import type { Database } from '../../../store/database.ts';
import { findKey, issueKey, type KeyRow, listKeys, revokeKey } from '../../../store/keys.ts';
import type { Ids } from '../../ids.ts';
import type { KEY_OPERATIONS } from '../contract/keys.ts';
import type { Handlers } from '../contract/operations.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import type { Key } from '../schemas/key.ts';

export interface KeyHandlersDependencies {
  readonly database: Database;
  readonly ids: Ids;
}

export function keyHandlers({ database, ids }: KeyHandlersDependencies): Handlers<keyof typeof KEY_OPERATIONS> {
  return {
    async listKeys({ query: { limit, cursor } }) {
      const rows = await listKeys(database, { after: decodeCursor(z.string(), cursor), limit: limit + 1 });
      return { body: toPage(rows, limit, presentKey, (row) => row.id) };
    },

    async issueKey({ body, caller }) {
      const id = ids.keyId();
      const secret = ids.keySecret();
      await issueKey(database, { ...body, id, secret }, caller.name);
      return { body: { ...presentKey(await existing(database, id)), secret }, headers: { location: '/api/v1/keys' } };
    },

    async revokeKey({ params: { keyId }, body: { reason }, caller }) {
      await revokeKey(database, keyId, caller.name, reason);
      return { body: presentKey(await existing(database, keyId)) };
    },
  };
}

async function existing(database: Database, id: string): Promise<KeyRow> {
  const key = await findKey(database, id);
  if (key === undefined) throw new TidegateError('not_found', `There is no key "${id}": see tidegate key list`);
  return key;
}

function presentKey({ createdAt, revokedAt, labels, routes, ...key }: KeyRow): Key {
  return {
    ...key,
    labels: { ...labels },
    routes: routes === null ? null : [...routes],
    createdAt: createdAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
