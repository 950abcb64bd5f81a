import { z } from 'zod';
import { mayDo, PERMISSIONS } from '../../../core/access/roles.ts';
import { parseDuration } from '../../../core/duration.ts';
import { TidegateError } from '../../../core/errors.ts';
import type { Database } from '../../../store/database.ts';
import { issueToken, listTokens, revokeToken, type TokenRow } from '../../../store/tokens.ts';
import type { Ids } from '../../ids.ts';
import type { Handlers } from '../contract/operations.ts';
import type { TOKEN_OPERATIONS } from '../contract/tokens.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import type { TokenBody } from '../schemas/token.ts';

export interface TokenHandlersDependencies {
  readonly database: Database;
  readonly ids: Ids;
}

export function tokenHandlers({ database, ids }: TokenHandlersDependencies): Handlers<keyof typeof TOKEN_OPERATIONS> {
  return {
    async getCaller({ caller: { name, role, reach } }) {
      const permissions = PERMISSIONS.filter((permission) => mayDo(role, permission));
      return { body: { name, role, routes: reach === null ? null : [...reach], permissions } };
    },

    async listTokens({ query: { limit, cursor } }) {
      const rows = await listTokens(database, { after: decodeCursor(z.string(), cursor), limit: limit + 1 });
      return { body: toPage(rows, limit, presentToken, (row) => row.id) };
    },

    async issueToken({ body: { name, role, routes = null, validFor }, caller }) {
      const secret = ids.tokenSecret();
      const validForMs = validFor === undefined ? undefined : parseDuration(validFor);
      const token = { id: ids.tokenId(), name, role, routes, secret, validForMs };
      const row = await issueToken(database, token, caller.name);
      return { body: { ...presentToken(row), secret }, headers: { location: '/api/v1/tokens' } };
    },

    async revokeToken({ params: { tokenId }, body: { reason }, caller }) {
      const row = await revokeToken(database, tokenId, caller.name, reason);
      if (row === undefined)
        throw new TidegateError('not_found', `There is no token "${tokenId}": see tidegate token list`);
      return { body: presentToken(row) };
    },
  };
}

function presentToken({ routes, createdAt, expiresAt, revokedAt, ...row }: TokenRow): TokenBody {
  return {
    ...row,
    routes: routes === null ? null : [...routes],
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
