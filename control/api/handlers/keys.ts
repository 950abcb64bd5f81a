import { z } from 'zod';
import { parseDuration } from '../../../core/duration.ts';
import { TidegateError } from '../../../core/errors.ts';
import type { Database } from '../../../store/database.ts';
import { expireKey, findKey, issueKey, type KeyRow, listKeys, revokeKey, rotateKey } from '../../../store/keys.ts';
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

    async issueKey({ body: { validFor, ...body }, caller }) {
      const id = ids.keyId();
      const secret = ids.keySecret();
      const validForMs = validFor === undefined ? undefined : spanMs(validFor);
      await issueKey(database, { ...body, id, secret, validForMs }, caller.name);
      return { body: { ...presentKey(await existing(database, id)), secret }, headers: { location: '/api/v1/keys' } };
    },

    async rotateKey({ params: { keyId }, body: { grace, reason }, caller }) {
      const secret = ids.keySecret();
      const change = { id: keyId, actor: caller.name, reason };
      const rotated = await rotateKey(database, { ...change, secret, graceMs: spanMs(grace) });
      const key = await existing(database, keyId);
      if (!rotated) throw notInForce(key);
      return { body: { ...presentKey(key), secret } };
    },

    async expireKey({ params: { keyId }, body: { validFor, reason }, caller }) {
      const change = { id: keyId, actor: caller.name, reason };
      const changed = await expireKey(database, { ...change, validForMs: spanMs(validFor) });
      const key = await existing(database, keyId);
      if (!changed) throw notInForce(key);
      return { body: presentKey(key) };
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

function notInForce({ id, revokedAt }: KeyRow): TidegateError {
  const why = revokedAt === null ? 'has expired' : 'was revoked';
  return new TidegateError('conflict', `Key "${id}" ${why}: issue another one with tidegate key issue`);
}

/** The schema has seen to it that it is one. */
function spanMs(text: string): number {
  return parseDuration(text) ?? 0;
}

function presentKey({ createdAt, expiresAt, rotatedAt, previousExpiresAt, revokedAt, ...key }: KeyRow): Key {
  const { labels, routes, limits } = key;
  return {
    ...key,
    limits: [...limits],
    expiresAt: expiresAt?.toISOString() ?? null,
    rotatedAt: rotatedAt?.toISOString() ?? null,
    previousExpiresAt: previousExpiresAt?.toISOString() ?? null,
    labels: { ...labels },
    routes: routes === null ? null : [...routes],
    createdAt: createdAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
