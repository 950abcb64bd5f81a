import type { Role } from '../../core/access/roles.ts';
import type { OidcConfig } from '../../platform/oidc-config.ts';
import { ACTOR_NAME } from '../api/schemas/common.ts';

/** What the provider says of who signs in. */
export type Claims = Readonly<Record<string, unknown>>;

/** Who signs in, or why nobody does. */
export type Admission =
  | { readonly admitted: true; readonly name: string; readonly role: Role }
  | { readonly admitted: false; readonly why: 'no_name' | 'unverified' | 'no_role' };

/**
 * Claims as the configuration maps them. The name has to be one that nobody chooses for themselves: an e-mail address
 * that the provider says is not verified is nobody's.
 */
export function admit(claims: Claims, { nameClaim, roleClaim, roles }: OidcConfig): Admission {
  const name = valueAt(claims, nameClaim);
  if (typeof name !== 'string' || !ACTOR_NAME.test(name)) return { admitted: false, why: 'no_name' };
  if (nameClaim === 'email' && claims['email_verified'] === false) return { admitted: false, why: 'unverified' };
  const values = valuesOf(valueAt(claims, roleClaim));
  const rule = roles.find(({ value }) => value === '*' || values.includes(value));
  return rule === undefined ? { admitted: false, why: 'no_role' } : { admitted: true, name, role: rule.role };
}

/** The claim of that very name, else what its dots lead to: `realm_access.roles`. */
function valueAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Claims)[part];
  }
  return value;
}

function valuesOf(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return [claim];
  return Array.isArray(claim) ? claim.filter((value): value is string => typeof value === 'string') : [];
}
